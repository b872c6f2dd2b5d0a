"""A shelf between two processes: large tables lie in files, the rest is pickled.

A table that has not changed since is put there, and taken, once. The files are this machine's memory where it has a place for that
(`/dev/shm`), they are readable by their owner alone, and end with the process that made the shelf.
"""

import io
import os
import pickle
import shutil
import tempfile
from pathlib import Path
from typing import Any, cast
from uuid import uuid4
from weakref import WeakValueDictionary

import numpy as np
import polars as pl
import pyarrow as pa

MEMORY = Path("/dev/shm")
PREFIX = "firebreak-shelf-"  # then the process that made it
ROOM_BYTES = 8 * 2**30  # a city's tables take two, and old ones stay until the new are taken
LARGE_BYTES = 2**18  # below this a copy is quicker than a file

_taken: WeakValueDictionary[str, pl.DataFrame] = WeakValueDictionary()


def new_folder() -> str:
    """Make an empty folder for a shelf, and remove those of processes that were killed."""
    for place in {MEMORY, Path(tempfile.gettempdir())}:
        for left in place.glob(f"{PREFIX}*"):
            if not _is_running(left.name.removeprefix(PREFIX).partition("-")[0]):
                shutil.rmtree(left, ignore_errors=True)
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY if roomy else None)


def _is_running(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


class Shelf:
    """
    One end of a shelf.

    Parameters
    ----------
    folder
        Where the files lie; both ends name the same.
    """

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.shown: dict[int, tuple[Any, str]] = {}  # id of a table -> it, and its file

    def put(self, thing: Any) -> bytes:
        """Return what the other end turns into the thing again."""
        before, self.shown = self.shown, {}
        written = io.BytesIO()
        _Writer(written, self, before).dump(thing)
        return written.getvalue()

    def take(self, message: bytes) -> Any:
        """Return what the other end has put."""
        thing = pickle.loads(message)
        for path, table in list(_taken.items()):
            self.shown.setdefault(id(table), (table, path))
        return thing

    def clear(self, *, but: "set[str] | None" = None) -> None:
        """Remove the files that nobody will ask for any more; who has taken one keeps it."""
        for file in self.folder.iterdir():
            if str(file) not in (but or ()):
                file.unlink(missing_ok=True)

    @property
    def files(self) -> set[str]:
        """The files of what was put last."""
        return {path for _thing, path in self.shown.values()}


class _Writer(pickle.Pickler):
    def __init__(self, to: io.BytesIO, shelf: Shelf, before: dict[int, tuple[Any, str]]) -> None:
        super().__init__(to, protocol=5)
        self.shelf, self.before = shelf, before

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, pl.DataFrame) and thing.estimated_size() > LARGE_BYTES:
            return _table, (self._file(thing, ".arrow", _write_table),)
        if isinstance(thing, np.ndarray) and thing.nbytes > LARGE_BYTES:
            return _array, (self._file(thing, ".npy", _write_array),)
        return NotImplemented

    def _file(self, thing: Any, suffix: str, write: Any) -> str:
        known = self.shelf.shown.get(id(thing)) or self.before.get(id(thing))
        if known is None or known[0] is not thing:
            known = thing, str(self.shelf.folder / f"{uuid4().hex}{suffix}")
            if not _is_linked(thing, known[1]):
                write(thing, known[1])
        self.shelf.shown[id(thing)] = known
        return known[1]


def _is_linked(thing: Any, path: str) -> bool:
    """Give what was taken from another shelf, and still lies there, a second name; False: it does not."""
    there = next((file for file, taken in list(_taken.items()) if taken is thing), None)
    if there is None:
        return False
    try:
        os.link(there, path)
    except OSError:  # cleared away meanwhile, or on another disk
        return False
    return True


def _write_table(table: pl.DataFrame, path: str) -> None:
    # In one piece: renewals join a few rows each time, and would leave a thousand pieces.
    table.rechunk().write_ipc(path, compression="uncompressed")


def _write_array(array: np.ndarray, path: str) -> None:
    np.save(path, array, allow_pickle=False)


def _table(path: str) -> pl.DataFrame:
    found = _taken.get(path)
    if found is None:
        _taken[path] = found = _mapped(path)
    return found


def _mapped(path: str) -> pl.DataFrame:
    """The table where it lies: Polars' own reader would copy it, which stops every page for a second."""
    lying = pa.ipc.open_file(pa.memory_map(path)).read_all()
    return cast("pl.DataFrame", pl.from_arrow(lying, rechunk=False))


def _array(path: str) -> np.ndarray:
    return np.load(path, mmap_mode="r")
