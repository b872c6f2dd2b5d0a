"""A file of arrays that never changes again, mapped into memory, with checksums.

It begins with `MAGIC`, the version of the format, the length of its head and the head's checksum.
The head (JSON) says what the file is, where each array lies, how long the file is, and the checksum
of all that follows the head: the arrays, each at a multiple of `ALIGNED` bytes.
"""

import json
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from firebreak.engine.tracing.errors import DamagedIndexError

MAGIC = b"firebreak stays\n"
VERSION = 3
ALIGNED = 4096  # a page: reading one array touches no page of another
FRONT = struct.Struct("<16sIII")  # MAGIC, VERSION, length and checksum of the head
REBUILD = "Restore the folder from a backup, or build the index anew from the stays."


@dataclass(frozen=True, eq=False)
class ArrayFile:
    """
    A file of arrays.

    Attributes
    ----------
    path
        Where it lies.
    about
        What its head says of it.
    arrays
        Its arrays; read-only, and on the disk until they are touched.
    body
        Where they begin, and their checksum.
    mapped
        All of it, also when the file has been removed since.
    """

    path: Path
    about: dict[str, Any]
    arrays: dict[str, np.ndarray]
    body: tuple[int, int]
    mapped: mmap.mmap

    def verify(self) -> None:
        """Read all of it, and raise DamagedIndexError if a byte is not as it was written."""
        begins, written = self.body
        self.mapped.madvise(mmap.MADV_SEQUENTIAL)
        checksum = crc32(memoryview(self.mapped)[begins:])
        self.mapped.madvise(mmap.MADV_RANDOM)
        if checksum != written:
            raise damaged(self.path, "it is not as it was written")


def damaged(path: Path, how: str) -> DamagedIndexError:
    """Return the error that says of a file how it is damaged, and what to do."""
    return DamagedIndexError(f"{path} is damaged: {how}.\n{REBUILD}")


def write_arrays(path: Path, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> int:
    """Write a file of arrays to the disk and return its size in bytes."""
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    places, at = {}, 0
    for name, array in plain.items():
        places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "at": at}
        at = _aligned(at + array.nbytes)
    head = {"about": dict(about), "arrays": places, "length": at}
    head["checksum"] = _checksum(plain)
    text = json.dumps(head, sort_keys=True).encode()
    begins = _aligned(FRONT.size + len(text))
    text = text.ljust(begins - FRONT.size)
    with path.open("xb") as file:
        file.write(FRONT.pack(MAGIC, VERSION, len(text), crc32(text)) + text)
        for piece in _pieces(plain):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return begins + at


def read_arrays(path: Path) -> ArrayFile:
    """
    Map a file of arrays into memory.

    Raises
    ------
    DamagedIndexError
        It is no such file, is cut short, or its head is not as it was written.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < FRONT.size:
            raise damaged(path, "it is cut short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    mapped.madvise(mmap.MADV_RANDOM)  # reading ahead would fetch a hundred times what is asked for
    head = _checked_head(path, mapped)
    begins = size - head["length"]
    if begins != head["begins"]:
        raise damaged(path, "it is cut short, or longer than it was written")
    arrays = {name: _array(mapped, place, begins) for name, place in head["arrays"].items()}
    return ArrayFile(path, head["about"], arrays, (begins, head["checksum"]), mapped)


def head_checksum(path: Path) -> int:
    """Return the checksum of a file's head, which holds the checksum of the rest."""
    with path.open("rb") as file:
        front = file.read(FRONT.size)
    if len(front) < FRONT.size:
        raise damaged(path, "it is cut short")
    return int(FRONT.unpack(front)[3])


def read_ahead(array: np.ndarray, ahead: bool = True) -> None:
    """Say whether the file of this array is about to be read from end to end, or here and there."""
    base: Any = array.base
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap):
        base.madvise(mmap.MADV_SEQUENTIAL if ahead else mmap.MADV_RANDOM)


def _checked_head(path: Path, mapped: mmap.mmap) -> dict[str, Any]:
    magic, version, length, checksum = FRONT.unpack(mapped[: FRONT.size])
    if magic != MAGIC:
        raise damaged(path, "it does not begin as a file of an index of stays does")
    if version != VERSION:
        raise DamagedIndexError(
            f"{path} is of version {version} of the format; this program reads version {VERSION}.\n"
            "Open it with the program that wrote it, or build the index anew from the stays."
        )
    head = mapped[FRONT.size : FRONT.size + length]
    if crc32(head) != checksum:
        raise damaged(path, "its head is not as it was written")
    return {**json.loads(head), "begins": FRONT.size + length}


def _array(mapped: mmap.mmap, place: dict[str, Any], begins: int) -> np.ndarray:
    shape = tuple(place["shape"])
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.empty(shape, place["dtype"])
    return np.frombuffer(mapped, place["dtype"], count, begins + place["at"]).reshape(shape)


def _checksum(arrays: Mapping[str, np.ndarray]) -> int:
    checksum = 0
    for piece in _pieces(arrays):
        checksum = crc32(piece, checksum)
    return checksum


def _pieces(arrays: Mapping[str, np.ndarray]) -> Iterator[memoryview | bytes]:
    for array in arrays.values():
        yield array.data.cast("B") if array.size else b""
        yield bytes(_aligned(array.nbytes) - array.nbytes)


def _aligned(at: int) -> int:
    return -(-at // ALIGNED) * ALIGNED
