"""The same advice, whoever asked: one twin, processes side by side, a Dask cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asked import QUERIES, sample
from clusters import running_cluster
from command import maquette

from maquette.store.snapshot_file import write_snapshot


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot, with a file of queries beside it."""
    path = tmp_path_factory.mktemp("workers") / "sample.maquette"
    write_snapshot(sample(), path)
    path.with_suffix(".sql").write_text(";\n".join(QUERIES))
    return path


def advice(source: Path, workers: str) -> Any:
    """What the command prints, without how long it took."""
    ran = maquette(
        "index", source, "--queries", source.with_suffix(".sql"), "--workers", workers, "--format", "json"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    document = ran.json
    assert document.pop("seconds") > 0
    assert document["twin"].pop("seconds") > 0
    return document


def test_the_advice_is_the_same(source: Path, own_base: Path, tmp_path: Path) -> None:
    alone = advice(source, "1")
    assert len(alone["indexes"]) >= 3
    assert alone["after"] < alone["before"]
    assert advice(source, "2") == alone
    with running_cluster(own_base, tmp_path) as dask:
        assert advice(source, f"dask://{dask.address}") == alone
    assert not list(own_base.iterdir())
