"""How reports say figures, names and locks to people."""

from __future__ import annotations

import unicodedata

MINUS = "−"  # the sign, not the hyphen

# What other sessions cannot do while a lock is held (manual, 13.3.1 "Table-Level Locks"); names as in pg_locks.
BLOCKS = {
    "AccessShareLock": "nothing",
    "RowShareLock": "nothing",
    "RowExclusiveLock": "nothing",
    "ShareUpdateExclusiveLock": "schema changes and vacuum",
    "ShareLock": "writes",
    "ShareRowExclusiveLock": "writes",
    "ExclusiveLock": "writes",
    "AccessExclusiveLock": "reads and writes",
}
WORST = "reads and writes"  # the safe answer where a mode is not known


def blocks(mode: str) -> str:
    """What a lock of that mode keeps others from doing."""
    return BLOCKS.get(mode, WORST)


def lock_name(mode: str) -> str:
    """The mode as SQL writes it: ACCESS EXCLUSIVE for AccessExclusiveLock."""
    words = "".join(" " + letter if letter.isupper() else letter for letter in mode.removesuffix("Lock"))
    return words.strip().upper()


def count(number: float) -> str:
    """A number in at most four figures: 950, 1.2k, 3.4M, 5.6G."""
    for limit, scale, suffix in ((1e12, 1e12, "T"), (1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(number) >= limit:
            return f"{number / scale:.1f}{suffix}"
    return f"{number:,.0f}" if number == int(number) or abs(number) >= 100 else f"{number:.2g}"


def size(number: float) -> str:
    """Bytes in binary units: 8.0 kB, 1.2 GB."""
    if number < 1024:
        return f"{number:.0f} B"
    for unit in ("kB", "MB", "GB", "TB"):
        number /= 1024
        if number < 1024 or unit == "TB":
            break
    return f"{number:.1f} {unit}"


def decimal_size(number: float) -> str:
    """Bytes in decimal units, as a budget is given: 8.2 kB, 33.1 MB."""
    if number < 1000:
        return f"{number:.0f} B"
    for unit in ("kB", "MB", "GB", "TB"):
        number /= 1000
        if number < 999.95 or unit == "TB":
            break
    return f"{number:.1f} {unit}"


def some(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 table, 2 tables, 2 indexes."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def change(before: float, after: float) -> str:
    """The change from one figure to the other: −93 %, +4 %, unchanged; ×12 where it grew manifold."""
    if before == after:
        return "unchanged"
    if before <= 0:
        return "new"
    ratio = after / before
    if ratio >= 10:
        return f"×{ratio:.0f}"
    percent = (ratio - 1) * 100
    if abs(percent) < 0.05:
        return "≈ 0 %"
    figure = f"{abs(percent):.0f}" if abs(percent) >= 1 else f"{abs(percent):.2g}"
    if figure == "100" and 0 < ratio < 1:
        figure = f"{min(-percent, 99.9):.1f}"  # nearly nothing is not nothing
    return f"{MINUS if percent < 0 else '+'}{figure} %"


def visible(text: str, keep: str = "\n\t") -> str:
    r"""The text with control, invisible and direction-changing characters written out as \x1b or \u202e.

    A name or a query can hold terminal escapes and bidirectional overrides; no report passes them on.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if letter in keep or not _hidden(letter) else _written_out(letter) for letter in text)


def _hidden(letter: str) -> bool:
    # Cc control, Cf format (bidi, zero width), Cs lone surrogate, Co private, Cn unassigned, Zl and Zp line separators
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _written_out(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
