"""The kernels compiled before anybody waits for them."""

from datetime import timedelta

import numpy as np
import polars as pl

from firebreak.engine.tracing import kernels
from firebreak.engine.tracing.backward import backward
from firebreak.engine.tracing.forward import forward
from firebreak.engine.tracing.ids import Ids
from firebreak.engine.tracing.pairs import degree, pairs
from firebreak.engine.tracing.paths import path
from firebreak.engine.tracing.reaching import by_number, nobody, unite
from firebreak.engine.tracing.segments import ENCLOSING, segment
from firebreak.engine.tracing.snapshot import Snapshot
from firebreak.engine.tracing.view import view


def warm() -> None:
    """
    Compile all kernels, or fetch what was compiled before, on two people at one place.

    Half a minute the first time, a second after that. `make run` and the command call it, in the
    background, so that the first trace of an installation is as quick as the second. It may run
    beside queries.
    """
    two, zero = np.arange(2), np.zeros(2, np.int64)
    stays = segment(two, zero, zero, zero + 3_600, persons=2, places=1)
    tiny = Snapshot((stays,), Ids().plus(pl.Series([0, 1])), Ids().plus(pl.Series([0])))
    forward(tiny, 0)
    backward(tiny, 0)
    degree(tiny)
    pairs(tiny)
    path(tiny, 0, 1, min_overlap=timedelta(hours=2))
    _what_only_some_queries_need(tiny)


def _what_only_some_queries_need(tiny: Snapshot) -> None:
    """Compile what fetches from a disk, and what unites workers."""
    now, asked = view(tiny), np.zeros((1, 3), np.int32)
    with now.scratch() as scratch:
        kernels.fetch(now.stays, scratch, asked, ENCLOSING, np.arange(1))
    arrival = np.zeros(2, np.int32)
    none = nobody(arrival, arrival)
    unite(nobody(arrival, arrival), none, by_number(none))
