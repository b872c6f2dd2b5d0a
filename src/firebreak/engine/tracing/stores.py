"""Where an index is kept: wholly in memory, or in a folder that several programs share.

Of a folder one program writes at a time and any number read meanwhile. Each reader notices a new
manifest by itself.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from firebreak.engine.tracing import files
from firebreak.engine.tracing.arrays import damaged, head_checksum, read_arrays
from firebreak.engine.tracing.errors import BusyIndexError, DamagedIndexError
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.manifest import NAME, Manifest, publish, read_manifest
from firebreak.engine.tracing.segments import Segment
from firebreak.engine.tracing.snapshot import EMPTY, Snapshot

LOCK = "lock"
UNSORTED = "unsorted"  # where stays wait for their turn while an index is built
SUFFIX = ".stays"
Read = TypeVar("Read")
AGAIN = 5  # how often a reader follows a writer that replaces files before he has opened them


class Writing:
    """
    What a writer works with; here, an index in memory.

    Attributes
    ----------
    snapshot
        The index as it is.
    unsorted
        A folder for stays that do not fit into memory; None: they must fit.
    """

    unsorted: Path | None = None

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def keep(self, segment: Segment) -> Segment:
        """Put a segment where it is to stay, and return it as it lies there."""
        return segment

    def publish(self, snapshot: Snapshot) -> None:
        """Make this the index, all at once."""
        self.snapshot = snapshot


class Memory:
    """An index that ends with the program."""

    path: Path | None = None

    def __init__(self, snapshot: Snapshot = EMPTY) -> None:
        self._snapshot = snapshot
        self._lock = Lock()

    def snapshot(self) -> Snapshot:
        """Return the index as it is now."""
        return self._snapshot

    @contextmanager
    def writing(self, *, anew: bool = False) -> Iterator[Writing]:
        """Let nobody else write meanwhile; begin with nothing if it is to be made `anew`."""
        with self._lock:
            writing = Writing(EMPTY if anew else self._snapshot)
            yield writing
            self._snapshot = writing.snapshot

    def verify(self) -> None:
        """Raise DamagedIndexError if anything is not as it was written."""

    def manifest(self) -> Manifest:
        """Return which files it is made of: none."""
        return Manifest()


class Folder(Memory):
    """An index on the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path: Path = path
        self._manifest = (
            path / NAME
        )  # looked at before every query: joining costs as much as looking
        self._stamp: tuple[int, ...] = (0,)
        self._things: dict[str, Any] = {}  # by the name of its file: a segment, a block, a table

    def snapshot(self) -> Snapshot:
        """Return the index as its manifest has it now."""
        stamp = _stamp(self._manifest)
        if stamp != self._stamp:
            with self._lock:
                self._snapshot = self._follow(self._open)
                self._stamp = stamp
        return self._snapshot

    @contextmanager
    def writing(self, *, anew: bool = False) -> Iterator[Writing]:
        """
        Let nobody else write meanwhile. What is written counts once it is published.

        Raises
        ------
        BusyIndexError
            Somebody else is writing.
        DamagedIndexError
            There is no index, or no whole one, and none is to be built `anew`.
        """
        with _lock(self.path):
            snapshot = EMPTY if anew else self.snapshot()
            things = {} if anew else self._things
            manifest = _last_manifest(self.path, anew)
            writing = FolderWriting(self.path, manifest, snapshot, things)
            writing.clear()
            try:
                yield writing
            finally:
                writing.clear()

    def verify(self) -> None:
        """Read all files, and raise DamagedIndexError if a byte is not as it was written."""
        self._follow(self._verify)

    def manifest(self) -> Manifest:
        """Return which files it is made of now."""
        return read_manifest(self.path)

    def _verify(self, manifest: Manifest) -> None:
        for name in manifest.files:
            read_arrays(self.path / name).verify()

    def _follow(self, read: Callable[[Manifest], Read]) -> Read:
        """Read what the manifest names, again if meanwhile another one has taken its place."""
        for _ in range(AGAIN):
            manifest = read_manifest(self.path)
            try:
                return read(manifest)
            except FileNotFoundError as error:
                if read_manifest(self.path) == manifest:
                    raise damaged(Path(error.filename), "it is not there") from error
        raise DamagedIndexError(
            f"{self.path} changes faster than it can be opened.\nTry again in a moment."
        )

    def _open(self, manifest: Manifest) -> Snapshot:
        read: dict[str, Callable[[Path], Any]] = {
            **dict.fromkeys(manifest.segments, files.read_segment),
            **dict.fromkeys((*manifest.persons, *manifest.places), files.read_block),
            **dict.fromkeys(manifest.place_table, files.read_table),
            **dict.fromkeys(manifest.renames, files.read_renames),
        }
        for name in read.keys() - self._things.keys():
            if head_checksum(self.path / name) != manifest.files[name]:
                raise damaged(self.path / name, "it is not the file that belongs there")
        known = self._things
        things = {n: known[n] if n in known else how(self.path / n) for n, how in read.items()}
        self._things = things
        return Snapshot(
            tuple(things[name] for name in manifest.segments),
            Ids([things[name] for name in manifest.persons], "persons"),
            Ids([things[name] for name in manifest.places], "places"),
            next((things[name] for name in manifest.renames), None),
            next((things[name] for name in manifest.place_table), None),
            tuple(things[name] for name in manifest.late),
        )


class FolderWriting(Writing):
    """Writing to an index on the disk."""

    def __init__(
        self, path: Path, manifest: Manifest, snapshot: Snapshot, things: dict[str, Any]
    ) -> None:
        super().__init__(snapshot)
        self._path = path
        self._manifest = manifest
        self._names = {id(thing): name for name, thing in things.items()}
        self._kept: list[Any] = list(things.values())  # as long as they live, ids stay theirs
        self.unsorted = path / UNSORTED

    def keep(self, segment: Segment) -> Segment:
        """Write a segment, and return it as it lies on the disk."""
        name = self._write("segment", files.write_segment, segment)
        kept = files.read_segment(self._path / name)
        self._remember(kept, name)
        return kept

    def publish(self, snapshot: Snapshot) -> None:
        """Write what is new of it, and make it the index."""
        named = self._named
        manifest = Manifest(
            generation=self._manifest.generation + 1,
            segments=named("segment", files.write_segment, snapshot.segments),
            late=named("segment", files.write_segment, snapshot.late),
            persons=named("persons", files.write_block, snapshot.persons.blocks),
            places=named("places", files.write_block, snapshot.places.blocks),
            place_table=named("table", files.write_table, (snapshot.table,)),
            renames=named("renames", files.write_renames, (snapshot.canonical,)),
        )
        paths = [self._path / name for name in sorted(manifest.names())]
        self._manifest = replace(
            manifest,
            files={path.name: head_checksum(path) for path in paths},
            size=sum(path.stat().st_size for path in paths),
        )
        publish(self._path, self._manifest)
        self.snapshot = snapshot

    def clear(self) -> None:
        """Remove what is not of the index: what it no longer needs, what a killed writer left."""
        shutil.rmtree(self._path / UNSORTED, ignore_errors=True)
        if self._manifest.is_lost:
            return  # a backup of the manifest may still make use of the files
        for path in self._path.glob(f"*{SUFFIX}"):
            if path.name not in self._manifest.files:
                path.unlink()

    def _named(
        self, kind: str, write: Callable[[Path, Any], None], things: tuple[Any, ...]
    ) -> tuple[str, ...]:
        given = [thing for thing in things if thing is not None]
        for thing in given:
            if id(thing) not in self._names:
                self._remember(thing, self._write(kind, write, thing))
        return tuple(self._names[id(thing)] for thing in given)

    def _write(self, kind: str, write: Callable[[Path, Any], None], thing: Any) -> str:
        name = f"{self._manifest.generation + 1:06d}-{kind}-{len(self._kept):04d}{SUFFIX}"
        write(self._path / name, thing)
        return name

    def _remember(self, thing: Any, name: str) -> None:
        self._kept.append(thing)
        self._names[id(thing)] = name


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds where everybody was
    with (folder / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyIndexError(
                f"Another program is writing to {folder}.\n"
                "Wait until it has finished; whoever reads goes on reading."
            ) from error
        yield


def _last_manifest(folder: Path, anew: bool) -> Manifest:
    try:
        return read_manifest(folder)
    except DamagedIndexError:
        if not anew:
            raise
        taken = [path.name[:6] for path in folder.glob(f"*{SUFFIX}")]
        last = max((int(number) for number in taken if number.isdigit()), default=0)
        return Manifest(generation=last, is_lost=(folder / NAME).exists())


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return ()
    return (state.st_ino, state.st_mtime_ns, state.st_size)
