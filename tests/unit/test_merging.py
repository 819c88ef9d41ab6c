"""One finding for what one change serves; drops that would leave no index behind are held."""

from __future__ import annotations

from dataclasses import replace

from sample_tables import column, index, table

from maquette.advisors.indexes.duplicate_index import duplicate_index
from maquette.advisors.indexes.redundant_index import redundant_index
from maquette.advisors.merging import merge
from maquette.advisors.overlap import serves_foreign_key
from maquette.model.change import Change, CreateIndex, DropIndex, RebuildIndex, Steps
from maquette.model.constraint import ForeignKey
from maquette.model.database import Database
from maquette.model.finding import Finding
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name

ITEM = Name("public", "item")
LOWER = IndexKey(expression="lower(name)")


def database(*indexes: Index, **more: object) -> Database:
    columns = (column("id", "bigint"), column("name", "text"), column("seller", "bigint"), column("facts", "jsonb"))
    made = table("public", "item", *columns)
    return Database(version=180000, tables=(replace(made, indexes=indexes, **more),))  # type: ignore[arg-type]


def found(check: str, object_: str, change: Change, *queries: str) -> Finding:
    return Finding(check=check, object=object_, detail=f"{object_}; more", change=change, queries=queries)


def on(*columns: str, include: tuple[str, ...] = ()) -> CreateIndex:
    return replace(CreateIndex.on(ITEM, *columns), include=include)


def test_a_proposed_index_takes_in_the_foreign_key_the_condition_and_the_narrower_index() -> None:
    lower = CreateIndex(table=ITEM, keys=(LOWER,))
    findings = [
        found("unindexed-foreign-key", "item_seller_fkey", on("seller")),
        found("missing-index", "item.(seller)", on("seller"), "a"),
        found("missing-index", "item.(seller) include (name)", on("seller", include=("name",)), "b"),
        found("function-on-column", "item(lower(name))", lower, "c"),
        found("missing-index", "item.(lower(name))", lower, "c"),
        found("missing-index", "item.(id, seller)", on("id", "seller"), "d"),
    ]
    merged = merge(findings, database())
    assert [(one.object, one.queries) for one in merged] == [
        ("item.(seller) include (name)", ("b", "a")), ("item.(lower(name))", ("c",)), ("item.(id, seller)", ("d",)),
    ]  # fmt: skip
    assert merged[0].detail.endswith("; it also serves a, and the foreign key item_seller_fkey")
    assert merged[1].detail.endswith("; it also serves the condition item(lower(name))")


def test_no_index_serves_another_order_method_or_condition() -> None:
    findings = [
        found("missing-index", "item.(seller, id)", on("seller", "id")),
        found("missing-index", "item.(id)", on("id")),
        found("missing-index", "item.(seller) where", replace(on("seller"), predicate="(name IS NULL)")),
        found("missing-index", "item.hash (seller)", replace(on("seller"), method="hash")),
        found("unindexed-foreign-key", "no change", on("seller")),
    ]
    assert [one.object for one in merge(findings[:4], database())] == [one.object for one in findings[:4]]
    assert merge([replace(findings[4], change=None)], database())[0].object == "no change"


def test_an_invalid_index_is_mended_rather_than_made_again() -> None:
    key = IndexKey(column="seller", opclass="int8_ops")
    broken = replace(index(ITEM, "item_seller", "seller"), keys=(key,), valid=False)
    mend = found("invalid-index", "public.item_seller", RebuildIndex(table=ITEM, index=broken.name))
    (left,) = merge([found("missing-index", "item.(seller)", on("seller"), "a"), mend], database(broken))
    assert (left.check, left.queries) == ("invalid-index", ("a",))
    assert left.detail.endswith("; mended, it serves a")


def test_an_index_in_place_of_a_btree_on_a_document_serves_the_queries() -> None:
    old = index(ITEM, "item_facts", "facts")
    gin = CreateIndex(table=ITEM, keys=(IndexKey(column="facts"),), method="gin")
    paths = replace(gin, keys=(IndexKey(column="facts", opclass="jsonb_path_ops", default_opclass=False),))
    swap = Steps(changes=(gin, DropIndex(table=ITEM, index=old.name)))
    findings = [found("btree-on-document", "item_facts", swap), found("missing-index", "gin (facts)", paths, "a")]
    (left,) = merge(findings, database(old))
    assert (left.object, left.queries) == ("item_facts", ("a",))


def test_duplicates_and_beginnings_leave_an_index_for_each_search() -> None:
    made = database(
        index(ITEM, "a", "seller"), index(ITEM, "b", "seller"), index(ITEM, "c", "seller", "id"),
        index(ITEM, "d", "seller", "id"), foreign_keys=(),
    )  # fmt: skip
    findings = [
        replace(one, check=check.name)
        for check in (duplicate_index, redundant_index)
        for one in check.function(made)
        if isinstance(one, Finding)
    ]
    after = made
    for finding in merge(findings, made):
        assert finding.change
        after = finding.change.apply(after)
    (left,) = after.tables[0].indexes
    assert left.columns == ("seller", "id")


def test_a_duplicate_stays_where_the_index_that_does_its_work_goes() -> None:
    made = database(index(ITEM, "key", "name", unique=True), index(ITEM, "plain", "name"))
    living = replace(on("name"), unique=True, predicate="(seller IS NULL)")
    swap = Steps(changes=(living, DropIndex(table=ITEM, index=Name("public", "key"))))
    findings = [
        found("duplicate-index", "public.plain", DropIndex(table=ITEM, index=Name("public", "plain"))),
        found("unique-key-over-deleted-rows", "item.key", swap),
    ]
    held, kept = merge(findings, made)
    assert held.change is None
    assert held.advice == "Drop it only if public.key stays, which unique-key-over-deleted-rows:item.key takes away."
    assert kept == findings[1]
    assert merge(findings[:1], made) == findings[:1]


def test_of_several_indexes_of_a_foreign_key_one_serves_it() -> None:
    key = ForeignKey(name="f", columns=("seller",), target=ITEM, target_columns=("id",), definition="")
    made = database(
        index(ITEM, "one", "seller", "id"), index(ITEM, "two", "seller", "name"), foreign_keys=(key,)
    ).tables[0]
    assert [serves_foreign_key(made, one) for one in made.indexes] == [True, False]
