"""A label of the text, and the weights that label it: what the rooms of the labeller share.

The weights are one file of numbers, made by `python -m bench text-train` from documents that are
not ours to carry: hashed features, no words. They are read when first asked for.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Label:
    """Some characters of the plain text and what they are, with how sure the labeller is."""

    start: int
    end: int
    kind: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Weights:
    """
    What was learnt.

    Parameters
    ----------
    tags
        `O`, and `B-` and `I-` of each kind of label.
    between
        Weight of one tag after another: shape (tags, tags).
    keys, offsets
        The hashed features that have weights, in order; those of `keys[i]` are the rows
        `offsets[i]` to `offsets[i + 1]` of the next two.
    tag, weight
        Which tag it speaks for, and how strongly.
    link
        Weights of the linker, by hashed row.
    """

    tags: tuple[str, ...]
    between: NDArray[np.float64]
    keys: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    tag: NDArray[np.int64]
    weight: NDArray[np.float64]
    link: NDArray[np.float64]


@cache
def weights() -> Weights:
    """Return the weights that come with the library."""
    with (files(__package__) / "weights.npz").open("rb") as file:
        return unpacked(np.load(file, allow_pickle=False))


def unpacked(stored: Any) -> Weights:
    """Return weights as they are used from how they are stored: small whole numbers and a scale."""
    counts = stored["counts"].astype(np.int64)
    return Weights(
        tags=tuple(str(tag) for tag in stored["tags"]),
        between=stored["between"].astype(np.float64),
        keys=np.cumsum(stored["key_steps"], dtype=np.uint64).astype(np.uint32),
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        tag=stored["tag"].astype(np.int64),
        weight=stored["weight"].astype(np.float64) * float(stored["scale"]),
        link=stored["link"].astype(np.float64),
    )
