"""planner-method-off."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.finding import Finding
from ...model.settings import Settings
from ..check import Examined, check
from ..overrides import places


@check(severity="warning")
def planner_method_off(settings: Settings) -> Iterator[Finding | Examined]:
    """Planner method switched off for good.

    Condition
        A setting enable_… that is on by default is off for the server, a database or a role.

    Effect
        Every query of theirs is planned without that method, also those for which it is ten times as fast. Such a
        setting mostly stays from an experiment with one query.

    Remedy
        Switch it on, and mend the one query: by an index, better statistics (ANALYZE, CREATE STATISTICS), cost
        settings that fit the machine, or SET LOCAL in its own transaction.

    When to ignore it
        It was measured over the whole workload, and is measured again with each new version.

    References
        PostgreSQL manual, 19.7.1 "Planner Method Configuration": "a temporary solution".
    """
    for setting in settings.settings:
        if not setting.name.startswith("enable_") or setting.default != "on":
            continue
        for place in places(settings, setting.name):
            yield Examined()
            if place.value == "off":
                yield Finding(
                    object=place.object,
                    detail=f"{place.object} is off: no query there is planned with it",
                    change=place.put_right("on"),
                    advice=place.reset,
                )
