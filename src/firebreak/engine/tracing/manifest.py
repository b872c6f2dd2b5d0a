"""The manifest: which files an index is made of, now.

Files are written under names of their own and never changed. Putting a new manifest in the place of
the old one makes them the index, all at once; whoever still reads by the old one has the old index.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from firebreak.engine.tracing.arrays import VERSION, damaged
from firebreak.engine.tracing.errors import DamagedIndexError

NAME = "manifest.json"
FORMAT = "firebreak stays"


@dataclass(frozen=True)
class Manifest:
    """
    The files of an index, by name.

    Attributes
    ----------
    generation
        Counts the manifests of this index; 0: there is none yet.
    segments
        The stays.
    late
        Those of `segments` that were added later and not yet put in order by `compact`.
    persons, places
        The blocks of ids, in the order of their numbers.
    place_table
        The table of places; empty: there is none.
    renames
        Who was found to be whom; empty: nobody was.
    files
        All of them, with the checksums of their heads.
    size
        Their bytes.
    is_lost
        There is a manifest, and it cannot be read. Never written.
    """

    generation: int = 0
    segments: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    place_table: tuple[str, ...] = ()
    renames: tuple[str, ...] = ()
    files: dict[str, int] = field(default_factory=dict)
    size: int = 0
    is_lost: bool = False

    def names(self) -> set[str]:
        """Return the names of all files."""
        tables = (*self.place_table, *self.renames)
        return {*self.segments, *self.persons, *self.places, *tables}


def read_manifest(folder: Path) -> Manifest:
    """
    Return the manifest of an index.

    Raises
    ------
    DamagedIndexError
        The folder has none, or it is not as it was written.
    """
    path = folder / NAME
    try:
        written = json.loads(path.read_bytes())
        content, checksum = written["content"], written["checksum"]
    except FileNotFoundError as error:
        raise DamagedIndexError(
            f"{folder} is no index of stays: it has no {NAME}.\n"
            "Give the folder that an index was built in, or build one there."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, "it cannot be read") from error
    if written.get("format") != FORMAT or written.get("version") != VERSION:
        raise DamagedIndexError(
            f"{path} is no manifest that this program reads (version {VERSION} of the format).\n"
            "Open it with the program that wrote it, or build the index anew from the stays."
        )
    if crc32(_text(content)) != checksum:
        raise damaged(path, "it is not as it was written")
    return Manifest(**{name: _frozen(value) for name, value in content.items()})


def publish(folder: Path, manifest: Manifest) -> None:
    """Make these files the index, all at once and for good: they are on the disk already."""
    content = asdict(manifest)
    written = {"format": FORMAT, "version": VERSION, "checksum": crc32(_text(content))}
    new = folder / f"{NAME}.new"
    with new.open("wb") as file:
        file.write(json.dumps({**written, "content": content}, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / NAME)
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(content: dict[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True).encode()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
