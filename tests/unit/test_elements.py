"""The keys that GIN takes values apart into, and statistics of expressions."""

from __future__ import annotations

import json

from maquette.engines.postgres.sizes.derived import _distinct, _span
from maquette.engines.postgres.sizes.elements import elements_of
from maquette.model.statistics import ColumnStatistics

ROWS = [(f"value {number % 7} of {number}", 0.01) for number in range(100)]


def test_list_of_common_elements_tells_the_keys_of_arrays() -> None:
    column = ColumnStatistics(
        column="tags",
        width=40,
        null_fraction=0.5,
        common_elements=("a", "bcd"),
        element_frequencies=(0.5, 0.25, 0.1, 0.5),
        element_counts=(1.0, 0.75),
    )
    found = elements_of("array_ops", column, ())
    assert found is not None
    assert found.frequencies == (0.25, 0.125)
    assert (found.rare, found.sure, found.bytes) == ((), True, 3.0)


def test_trigrams_seen_often_have_their_own_frequency() -> None:
    found = elements_of("gin_trgm_ops", None, ROWS)
    assert found is not None
    assert max(found.frequencies) > 0.99
    assert 13 < found.mean < 15
    assert not found.sure  # the last number of each is its own


def test_documents_with_values_all_their_own_leave_it_unknown() -> None:
    unlike = [(json.dumps({"id": f"number {number}"}), 0.01) for number in range(100)]
    alike = [(json.dumps({"kind": f"kind {number % 4}"}), 0.01) for number in range(100)]
    for class_ in ("jsonb_ops", "jsonb_path_ops"):
        unknown, known = elements_of(class_, None, unlike), elements_of(class_, None, alike)
        assert unknown is not None
        assert known is not None
        assert (unknown.sure, known.sure) == (False, True)
        assert sum(known.frequencies) > 0.9
    assert elements_of("jsonb_ops", None, unlike[:5]) is None


def test_results_of_an_expression_are_counted() -> None:
    months = [(f"2024-{month:02}-01 00:00:00", 0.1) for month in range(1, 11)]
    assert _span([value for value, _ in months]) < 12
    assert _span(["7", "3", "5"]) == 5
    assert _distinct([(str(number % 3), 0.01) for number in range(100)], 5000, False) == (3, True)
    assert _distinct([(f"word {number}", 0.01) for number in range(100)], 5000, False) == (5000, True)
    assert _distinct([(f"word {number}", 0.01) for number in range(100)], 5000, True) == (5000, False)
