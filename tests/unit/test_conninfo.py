"""Connection strings: whatever the password, it is in no label and in no scrubbed text."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo

from maquette.engines.postgres.conninfo import HIDDEN, label, parse, scrub, without_secrets
from maquette.engines.postgres.read import read
from maquette.model.errors import SourceError, UnreachableError

# No letter of a password is also one of the words around it, so that its absence can be seen.
ALPHABET = "QXZ0%@:/?#&=+ '\"\\ü€*^~[]{}!$(),;<>|`"
secret = st.text(alphabet=ALPHABET, min_size=1, max_size=20).filter(lambda text: set(text) & set("QXZ"))


def forms(password: str) -> list[str]:
    """How the password may stand in a message."""
    return [password, quote(password, safe=""), password.replace("\\", "\\\\").replace("'", "\\'"), repr(password)]


@given(secret)
def test_no_label_and_no_text_holds_the_password(password: str) -> None:
    keyword = make_conninfo(host="db", port=1, dbname="shop", user="me", password=password)
    uri = f"postgresql://me:{quote(password, safe='')}@db:1/shop"
    for dsn in (keyword, uri):
        assert label(dsn) == "db:1/shop"
        assert parse(dsn)["password"] == password
        for form in (*forms(password), dsn):
            assert password not in scrub(f"failed: {form} (really)", dsn)
        assert scrub("nothing here", dsn) == "nothing here"


@given(secret)
def test_what_looks_like_a_password_is_hidden_without_knowing_it(password: str) -> None:
    plain = "".join(letter for letter in password if letter in "QXZ0")
    for text in (f"postgresql://me:{plain}@db/shop", f"host=db password={plain} user=me", f"password='{plain}\\' x'"):
        assert plain not in scrub(text)
        assert HIDDEN in scrub(text)


@given(secret)
def test_the_environments_password_is_hidden(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", password)
        assert password not in scrub(f"server said {password}", "postgresql://db/shop")


@given(secret.map(lambda text: text.replace("%", "")).filter(lambda text: set(text) & set("@:/?#")))
def test_a_password_that_is_not_percent_encoded_reaches_no_message(password: str) -> None:
    dsn = f"postgresql://me:{password}@localhost:1/shop?connect_timeout=1"
    for ask in (label, read):
        try:
            said = str(ask(dsn))
        except (SourceError, UnreachableError) as error:
            said = f"{error.message} {error.hint}"
        assert not any(part in said for part in password.replace("@", "/").split("/") if set(part) & set("QXZ"))


@pytest.mark.parametrize(
    "dsn",
    [
        "password=hunter2 nonsense",
        "postgresql://me:hunter2@db:port/shop",
        "host=db hunter2",
        "postgresql://a:b@c?hunter2",
    ],
)
def test_an_unreadable_string_is_not_repeated(dsn: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(dsn)
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.hint
    assert caught.value.__cause__ is None


def test_labels() -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER"):
            patch.delenv(name, raising=False)
        assert label("service=prod password=x") == "service prod"
        assert label("postgresql://me@db/") == "db:5432/me"
        assert label("") == "localhost:5432/"
        assert label("host=/run/postgresql dbname=shop") == "[local]:5432/shop"
        patch.setenv("PGHOST", "elsewhere")
        patch.setenv("PGDATABASE", "shop")
        assert label("") == "elsewhere:5432/shop"


def test_options_that_hold_secrets_are_dropped() -> None:
    assert without_secrets(["host=db", "password=x", "SSLPassword=y", "api_token=z", "a=password"]) == (
        "host=db",
        "a=password",
    )
