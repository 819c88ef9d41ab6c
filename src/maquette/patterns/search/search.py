"""Search: the words of a row kept or indexed, asked by a function that takes whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ...model.change.base import cut
from ...model.design import Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..single import single
from ..template import Sql, Text, Value
from .keeping import FEW, Form, chosen, indexed, kept
from .words import Words
from .words import languages as languages_of

TEXTS = ("text", "character varying", "character", "citext")
TOLD = frozenset(("words", "page_size", "skip", "rank", "headline"))  # names that the functions use themselves
MARKS = "StartSel=<mark>, StopSel=</mark>, MaxFragments=2, MaxWords=20, MinWords=8"


@pattern
def search(
    ground: Ground,
    tables: Tables,
    *,
    columns: Annotated[tuple[str, ...], "the columns that are searched, the most important first"],
    languages: Annotated[tuple[str, ...], "text search configurations, the default first; de:german for a value"] = (
        "english",
    ),
    language: Annotated[str, "the column that tells a row's language; it is made where it is not there"] = "",
    vector: Annotated[str, "the column for the words"] = "search_vector",
    form: Annotated[Form, "how the words are kept"] = "auto",
    fuzzy: Annotated[bool, "find misspelled words by their trigrams where no word matches (pg_trgm)"] = True,
) -> Iterator[Part]:
    """Full-text search that finds what was written and takes what is typed.

    **Problem**

    `name || ' ' || description` is NULL when either is, and such rows are never found. A vector filled by one UPDATE
    is stale after the next. `to_tsquery` raises an error on what people type (two words side by side are enough).
    `ts_headline` over all matches reads every text to show twenty. A misspelled word finds nothing.

    **Design**

    Each column's words get a weight (A to D, in the order of `columns`), a NULL adds none, and a GIN index finds them.
    The words are a generated column on a small table; a plain column with a trigger and a backfill in batches on a
    large one, since a generated column rewrites the table while everybody waits; no column at all but an index on the
    expression where texts are short, or where a backfill would fire the table's own triggers. `search_<table>(words,
    page_size, skip)` asks `websearch_to_tsquery` (quotes, OR and - as people know them), never raises, ranks with
    `ts_rank_cd`, and highlights the one page that it returns, escaped for HTML. Where no word matches,
    `similar_<table>` looks for the first column's trigrams. With several languages a row is read and asked in its own:
    the index is asked in all, the row decides.

    **Alternatives and when they win**

    - *ILIKE '%…%' with a trigram index*: parts of words, codes and part numbers are searched, not words.
    - *One column for all languages with `simple`*: names and codes, where endings mean nothing.
    - *An outside engine*: facets, synonyms, ranking by clicks; it has to be kept in step, which is the outbox pattern.

    **What it costs**

    Making words is most of an INSERT's price; an UPDATE that leaves the texts alone pays a comparison (trigger,
    generated), or an index entry where it is not HOT. GIN collects new words in a pending list that a reader may have
    to fold in. A backfill leaves a dead version of each row for VACUUM. A trigram search for what is common in
    the column reads much of it. The record holds what was measured.

    **Limits**

    The first 100,000 characters of a row count (a tsvector holds 1 MiB and refuses the row that has more); what looks
    like a tag, <…>, is no text to the parser. Nothing but negations finds nothing. A word that half of the rows have
    ranks half of the rows. The functions run with the caller's rights, so policies hold; a policy may keep the index
    from being used, for @@ is not leakproof. The language is a text column, because pg_upgrade refuses a cluster with
    a column of type regconfig; one that is there is taken.

    **References**

    PostgreSQL manual: 12.3 "Controlling Text Search", 12.4.3 "Triggers for Automatic Updates", 12.9 "Preferred Index
    Types", F.35 "pg_trgm", pg_upgrade ("reg* data types"); GIN: 70.4.1 "GIN Fast Update Technique".
    """
    table = single(tables)
    key = tuple(ground.column(table, name) for name in ground.key(table).columns)
    if taken := TOLD & {column.name for column in key}:
        raise UnsupportedError(f"{table.name}: a key column is called {min(taken)}", "the function uses that name")
    words = Words(
        columns=tuple(ground.column(table, name, *TEXTS) for name in columns),
        languages=languages_of(ground.database, languages), language=language, constants=regconfig(table, language),
    )  # fmt: skip
    if not words.columns:
        raise ConfigError("no column to search", "--set columns=title,description")
    if len(words.languages) > 1 and not language:
        raise ConfigError("several languages, and no column that tells a row's", "--set language=language")
    if language and not table.column(language):
        default = Text(words.languages[0].value)
        yield from ground.steps(
            "language", "rows say their language", table=table.name, language=language, default=default
        )
    elif words.constants:
        yield Note(f"{table.name}.{quote(language)} is regconfig: pg_upgrade refuses a cluster that has such a column")
    made, choice = chosen(ground, table, words, vector, form)
    yield choice
    yield from kept(ground, table, words, vector, made)
    read = {"t.": f"t.{quote(vector)}"} if made != "expression" else {}
    said = common(table, words, key, read.get("t.", words.document("t.")))
    yield from indexed(ground, table, vector if read else "", words)
    if fuzzy:
        yield from ground.need("pg_trgm")
        yield from ground.steps("similar", "finds what is misspelled", **said, **trigrams(ground, table, words))
    otherwise = f"""IF NOT FOUND AND NOT EXISTS (SELECT FROM {table.name} AS t WHERE {said["matches"]}) THEN
        RETURN QUERY SELECT * FROM {said["similar"]}(typed, page_size, skip);
    END IF;"""  # noqa: S608 - composed of quoted names
    yield from ground.steps(
        "search", "one place that knows how to ask", **said, otherwise=Sql(otherwise if fuzzy else "")
    )
    yield from proof(ground, table, words, said, fuzzy)


def regconfig(table: Table, language: str) -> bool:
    """Whether the language column holds configurations; else it holds their names."""
    column = table.column(language) if language else None
    if column and column.base not in (*TEXTS, "regconfig", "") and column.kind != "enum":
        raise ConfigError(f"{table.name}.{quote(language)} is {column.type}", "a language is told by text or regconfig")
    return bool(column and column.base == "regconfig")


def common(table: Table, words: Words, key: tuple[Column, ...], document: str) -> dict[str, Value]:
    """What the functions' templates have in common."""
    keys = [quote(column.name) for column in key]
    several = f" AND {document} @@ {words.query('t.')}" if words.language and len(words.languages) > 1 else ""
    places = range(1, len(words.languages) + 1)
    return {
        "table": table.name,
        "function": Name(table.name.schema, cut(f"search_{table.name.name}", "")),
        "similar": Name(table.name.schema, cut(f"similar_{table.name.name}", "")),
        "returns": Sql(", ".join(f"{name} {column.type}" for name, column in zip(keys, key, strict=True))),
        "keys": Sql(", ".join(f"t.{name}" for name in keys)),
        "joined": Sql(" AND ".join(f"t.{name} = page.{name}" for name in keys)),
        "document": Sql(document),
        "own": Sql(words.query("t.")),
        "matches": Sql(f"{document} @@ here.anyone{several}"),
        "queries": Sql(", ".join(f"websearch_to_tsquery({one.config}, typed)" for one in words.languages)),
        "union": Sql(" || ".join(f"here.asked[{place}]" for place in places)),
        "config": Sql(words.config("t.")),
        "text": Sql(words.text("t.")),
        "title": Sql(words.text("t.", columns=1)),
        "marks": Text(MARKS),
    }


def trigrams(ground: Ground, table: Table, words: Words) -> dict[str, Value]:
    """What the template of the trigram search wants more."""
    home = next((one.schema for one in ground.database.extensions if one.name == "pg_trgm"), "public")
    first = words.columns[0]
    cast = "" if first.base in ("text", "character varying") else "::text"
    index = Name(table.name.schema, cut(f"{table.name.name}_{first.name}", "_trgm_idx"))
    return {
        "trigrams": Sql(quote(home)), "index": index, "name": index.name,
        "indexed": Sql(f"({quote(first.name)}{cast})"), "first": Sql(f"(t.{quote(first.name)}{cast})"),
    }  # fmt: skip


def proof(ground: Ground, table: Table, words: Words, said: dict[str, Value], fuzzy: bool) -> Iterator[Part]:
    """The design's trials and probes."""
    first = words.columns[0].name
    empty = [quote(column.name) for column in words.columns[1:] if not column.not_null]
    nulls = Sql("".join(f", {name} = NULL" for name in empty))
    filled: dict[str, Value] = {"table": table.name, "function": said["function"], "first": first, "nulls": nulls}
    yield from ground.trials("trials", **filled)
    if fuzzy:
        yield from ground.trials("trial_similar", **filled)
    yield from ground.probes("probes", **filled)


def fits(ground: Ground) -> Iterator[Fit]:
    """Large tables whose texts are searched by ILIKE '%word%', which no b-tree serves."""
    asked: dict[tuple[Name, str], float] = {}
    for one in ground.queries:
        for predicate in (predicate for block in one.analysis.blocks for predicate in block.predicates):
            column, name = predicate.operand.column, predicate.operand.relation.name
            inside = any(v.kind == "constant" and v.text.startswith("%") for v in predicate.values)
            if column and inside and predicate.operator in ("like", "ilike"):
                asked[name, column] = asked.get((name, column), 0) + one.query.calls
    for (name, column), calls in asked.items():
        table, rows = ground.database.table(name), ground.rows(name) or 0
        if table and table.kind == "table" and table.primary_key and rows > FEW:
            because = f"{calls:,.0f} calls look for a word in {quote(column)} with LIKE '%…%', through {rows:,.0f} rows"
            held = [one.name for one in table.columns if one.base == "tsvector" and one.generated]
            vector = {"vector": held[0]} if held else {}
            yield Fit(table=name, because=because, options={"columns": column, **vector})
