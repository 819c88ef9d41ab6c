"""Baselines: the findings that were there before, by key, in a JSON file that reads well in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from ..model.errors import ConfigError
from .file import write_whole


def write_baseline(keys: Iterable[str], path: Path) -> None:
    """Write the keys, sorted. Raises ConfigError when the file cannot be written."""
    document = {"schema_version": 1, "findings": sorted(set(keys))}
    write_whole(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def read_baseline(path: Path) -> frozenset[str]:
    """The keys of a baseline, or of a review in JSON. Raises ConfigError for what is neither."""
    try:
        document = json.loads(path.read_text("utf-8"))
        found = document["findings"]
        return frozenset(entry if isinstance(entry, str) else str(entry["key"]) for entry in found)
    except FileNotFoundError:
        raise ConfigError(f"no baseline at {path}", "make one with: maquette review SOURCE --baseline FILE") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise ConfigError(f"{path} is no baseline", "expected a file of --baseline or of --format json") from None
