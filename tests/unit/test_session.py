"""Questions: one wording a version; and a connection that a pooler only admits without options."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest

from maquette.engines.postgres.connect import OLDEST, open_source
from maquette.engines.postgres.session import QUERIES, question
from maquette.model.errors import UnreachableError


def test_the_wording_is_the_newest_that_is_not_too_new() -> None:
    assert question("columns", 13) != question("columns", 14) == question("columns", 18)
    assert "datlocale" in question("database", 17) == question("database", 99)
    assert "daticulocale" in question("database", 16) == question("database", 15)
    assert "daticulocale" not in question("database", 14)
    assert question("schemas", 13).endswith("/* maquette */")


def test_every_wording_has_an_oldest_one_that_says_what_it_asks() -> None:
    for path in QUERIES.glob("*.sql"):
        name, *since = path.name.removesuffix(".sql").split(".")
        assert (QUERIES / f"{name}.sql").exists()
        assert all(int(re.sub(r"^since_", "", one)) > OLDEST for one in since)
        assert path.read_text("utf-8").startswith("-- "), path.name


def test_a_pooler_that_takes_no_options_is_asked_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def connect(**wanted: Any) -> None:
        asked.append(wanted)
        words = "unsupported startup parameter: options" if "options" in wanted else "Connection refused"
        raise psycopg.OperationalError(words)

    monkeypatch.setattr(psycopg, "connect", connect)
    with pytest.raises(UnreachableError, match="no server listens"), open_source("host=pool options=-cgeqo=off"):
        pass
    first, second = asked
    assert first.pop("options") == "-cgeqo=off -c default_transaction_read_only=on"
    assert first == second
    assert first["application_name"] == "maquette"
