"""What the files of an index hold: a segment, a block of ids, a table."""

from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from firebreak.engine.tracing.arrays import ArrayFile, damaged, read_arrays, write_arrays
from firebreak.engine.tracing.ids import Block
from firebreak.engine.tracing.segments import Order, Segment
from firebreak.engine.tracing.snapshot import PlaceTable
from firebreak.engine.tracing.texts import Texts

ORDERS = ("by_place", "by_person")
MEASURES = ("flags", "first_start", "last_end")
NONE = np.empty(0, np.int32)


def write_segment(path: Path, segment: Segment) -> None:
    """Write a segment."""
    arrays = {
        f"{order}.{name}": getattr(getattr(segment, order), name)
        for order in ORDERS
        for name in ("bounds", "keys", "records")
    }
    about = {"kind": "segment", **{name: getattr(segment, name) for name in MEASURES}}
    write_arrays(path, about, arrays)


def read_segment(path: Path) -> Segment:
    """Return a segment; its stays are on the disk until they are touched."""
    file = _read(path, "segment")
    by_place, by_person = (
        Order(*(file.arrays[f"{order}.{name}"] for name in ("records", "keys", "bounds")))
        for order in ORDERS
    )
    return Segment(by_place, by_person, **{name: file.about[name] for name in MEASURES})


def write_block(path: Path, block: Block) -> None:
    """Write a block of ids."""
    ids = block.ids
    values = {"ids": ids} if isinstance(ids, np.ndarray) else _laid_out(ids)
    about = {"kind": "ids", "first": block.first, "size": block.size, "dtype": str(block.dtype)}
    order = NONE if block.order is None else block.order
    write_arrays(path, about, {**values, "order": order})


def read_block(path: Path) -> Block:
    """Return a block of ids; they stay on the disk, and texts are read when many are asked for."""
    file = _read(path, "ids")
    values, about = file.arrays["ids"], file.about
    dtype = {"Int64": pl.Int64(), "UInt64": pl.UInt64(), "String": pl.String()}[about["dtype"]]
    load = (lambda: _from_bytes(file, "ids")["id"]) if dtype == pl.String else (lambda: values)
    order = file.arrays["order"] if len(file.arrays["order"]) else None
    mapped = Texts(file.arrays["starts"], file.arrays["text"]) if dtype == pl.String else None
    return Block(about["first"], about["size"], dtype, load, order, mapped)


def _laid_out(texts: pl.Series) -> dict[str, np.ndarray]:
    """Texts twice: as Arrow, to be read whole, and one after the other, to be looked up in."""
    mapped = Texts.of(texts)
    return {"ids": _as_bytes(texts.to_frame("id")), "starts": mapped.starts, "text": mapped.text}


def write_table(path: Path, table: PlaceTable) -> None:
    """Write the table of places."""
    write_arrays(path, {"kind": "table"}, {"table": _as_bytes(table.frame)})


def read_table(path: Path) -> PlaceTable:
    """Return the table of places; it is read when first asked for."""
    file = _read(path, "table")
    return PlaceTable(lambda: _from_bytes(file, "table"))


def write_renames(path: Path, canonical: np.ndarray) -> None:
    """Write who was found to be whom."""
    write_arrays(path, {"kind": "renames"}, {"canonical": canonical})


def read_renames(path: Path) -> np.ndarray:
    """Return who was found to be whom."""
    return _read(path, "renames").arrays["canonical"]


def _read(path: Path, kind: str) -> ArrayFile:
    file = read_arrays(path)
    if file.about["kind"] != kind:
        raise damaged(path, f"it should hold a {kind}, and holds a {file.about['kind']}")
    return file


def _as_bytes(table: pl.DataFrame) -> np.ndarray:
    buffer = BytesIO()
    table.rechunk().write_ipc(buffer, compression="uncompressed")
    return np.frombuffer(buffer.getvalue(), np.uint8)


def _from_bytes(file: ArrayFile, name: str) -> pl.DataFrame:
    file.verify()  # it is read whole anyway, and a reader of Arrow trusts what it reads
    return pl.read_ipc(BytesIO(file.arrays[name].tobytes()))
