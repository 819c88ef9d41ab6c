"""Changes to a database: values that can be applied to the model, and that an engine renders to statements."""

from .base import Change, Steps, TableChange, index_name
from .columns import (
    AddIdentity,
    AlterColumnType,
    AlterSequenceType,
    EnableTrigger,
    SetLogged,
    SetReplicaIdentity,
    SetStorageParameter,
)
from .constraints import AddCheck, AddForeignKey, AddKey, DropConstraint, SetNotNull, ValidateConstraint
from .indexes import CreateIndex, DropIndex, RebuildIndex
from .security import (
    AlterPolicy,
    DropPolicy,
    EnableRowSecurity,
    Revoke,
    RevokeExecute,
    RevokeOnSchema,
    SetFunctionConfig,
    SetViewOption,
)
from .settings import AlterSystem, RewriteQuery
from .statistics import CreateStatistics

__all__ = [
    "AddCheck", "AddForeignKey", "AddIdentity", "AddKey", "AlterColumnType", "AlterPolicy", "AlterSequenceType",
    "AlterSystem", "Change", "CreateIndex", "CreateStatistics", "DropConstraint", "DropIndex", "DropPolicy",
    "EnableRowSecurity", "EnableTrigger", "RebuildIndex", "Revoke", "RevokeExecute", "RevokeOnSchema", "RewriteQuery",
    "SetFunctionConfig", "SetLogged", "SetNotNull", "SetReplicaIdentity", "SetStorageParameter", "SetViewOption",
    "Steps", "TableChange", "ValidateConstraint", "index_name",
]  # fmt: skip
