"""Snapshot files: a line with the format and a digest, then a Zstandard frame of JSON. No pickle, no code."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import zstandard

from ..model.errors import SourceError
from ..model.snapshot import Snapshot
from .file import write_whole

FORMAT = 1
MAGIC = b"maquette snapshot "
LIMIT = 4 * 1024**3  # bytes of JSON; a snapshot of 10,000 tables has about 0.1 GB
REMAKE = "make it again with: maquette snapshot SOURCE -o FILE"


def write_snapshot(snapshot: Snapshot, path: Path) -> int:
    """Write the file whole or not at all; returns its size in bytes. Raises ConfigError when the disk refuses."""
    body = zstandard.ZstdCompressor(level=9).compress(msgspec.json.encode(snapshot))
    content = MAGIC + f"{FORMAT} {hashlib.sha256(body).hexdigest()}\n".encode() + body
    write_whole(path, content, private=True)  # statistics hold values of the data
    return len(content)


def read_snapshot(path: Path, limit: int = LIMIT) -> Snapshot:
    """Read a snapshot. Raises SourceError for a file that is foreign, cut short, damaged, newer or far too large."""
    try:
        with path.open("rb") as file:
            head = file.readline(200)
            if not head.startswith(MAGIC):
                raise SourceError(f"{path} is not a maquette snapshot", REMAKE)
            version, _, digest = head[len(MAGIC) :].strip().partition(b" ")
            if version.isdigit() and int(version) > FORMAT:
                raise SourceError(
                    f"{path} has snapshot format {int(version)}, this maquette reads up to {FORMAT}",
                    "update maquette, or make the snapshot with this version",
                )
            body = file.read()
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}", "check that the file may be read") from None
    if version != b"%d" % FORMAT or hashlib.sha256(body).hexdigest().encode() != digest:
        raise SourceError(f"{path} is damaged or cut short", REMAKE)
    try:
        # The size is known before anything unpacks; an undeclared one counts as 2**64 - 1.
        size = zstandard.get_frame_parameters(body).content_size
        if size > limit:
            raise SourceError(f"{path} unpacks to more than {limit / 1024**2:,.0f} MB: refused", REMAKE)
        text = zstandard.ZstdDecompressor(max_window_size=2**27).decompress(body, max_output_size=size)
        return msgspec.json.decode(text, type=Snapshot)
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"{path} is damaged: {error}", REMAKE) from None


def is_snapshot(path: Path) -> bool:
    """Whether the file says that it is a snapshot."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
