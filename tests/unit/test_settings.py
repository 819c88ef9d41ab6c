"""Settings as they will be: what a check sees of a value that no server has yet."""

from __future__ import annotations

import pytest

from maquette.model.settings import Setting, Settings

SETTINGS = Settings(
    settings=(
        Setting(name="fsync", value="off", source="command line"),
        Setting(name="idle_in_transaction_session_timeout", value="0", unit="ms"),
        Setting(name="shared_buffers", value="16384", unit="8kB"),
    )
)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("fsync", "on", "on"),
        ("idle_in_transaction_session_timeout", "10min", "600000"),
        ("idle_in_transaction_session_timeout", "1.5 s", "1500"),
        ("idle_in_transaction_session_timeout", "70000", "70000"),
        ("shared_buffers", "1GB", "131072"),
        ("shared_buffers", "10min", "10min"),
        ("unheard_of", "1GB", "1GB"),
    ],
)
def test_a_changed_setting_is_told_in_its_unit(name: str, value: str, told: str) -> None:
    changed = SETTINGS.changed(name, value)
    assert changed.text(name) == told
    assert {one.name for one in changed.settings} == {one.name for one in SETTINGS.settings} | {name}
