"""Labels that do not run into each other.

The server cannot measure a font, so widths are estimated on the wide side: a Chinese character is
one em, anything else 0.62 em, which no common sans exceeds on average.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

WIDE_EM = 1.0
NARROW_EM = 0.62
ELLIPSIS = "…"


def text_width(text: str, size: float) -> float:
    """
    Estimate how wide a text is.

    Examples
    --------
    >>> text_width("醴陵市", 10)
    30.0
    """
    return _width_em(text) * size


def fit(text: str, room: float, size: float) -> str:
    """
    Shorten a text with an ellipsis until it fits.

    Examples
    --------
    >>> fit("云龙示范区", 40, 10)
    '云龙示…'
    """
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text + ELLIPSIS if text else ""


def wrap(text: str, room: float, size: float, *, lines: int = 2) -> list[str]:
    """
    Break a text into at most `lines` lines that fit; the last is shortened if it must be.

    Breaks between words, and between Chinese characters where there are no spaces.
    """
    rest, wrapped = text.strip(), []
    while rest and len(wrapped) < lines - 1 and text_width(rest, size) > room:
        line = _head(rest, room, size)
        wrapped.append(line)
        rest = rest[len(line) :].strip()
    return [line for line in [*wrapped, fit(rest, room, size)] if line]


@dataclass(frozen=True)
class Label:
    """A text with where it starts, where it ends, and the row it was given (0 is nearest)."""

    text: str
    left: float
    right: float
    row: int


def in_rows(
    wanted: Iterable[tuple[float, str]], *, size: float, left: float, right: float, gap: float = 6
) -> list[Label]:
    """
    Put labels into rows so that none touches another and none leaves [left, right].

    Parameters
    ----------
    wanted
        Where each label would like to start, and its text.
    size
        Font size.
    left, right
        The room there is. A text wider than it is shortened.
    gap
        The least distance between two labels of a row.

    Returns
    -------
    list of Label
        In the order given.
    """
    ends: list[list[tuple[float, float]]] = []
    return [_place(start, text, ends, size, (left, right), gap) for start, text in wanted]


def spread(positions: Sequence[float], *, apart: float, low: float, high: float) -> list[float]:
    """
    Move positions as little as needed so that neighbours are `apart`, keeping their order.

    If there is no room for all between `low` and `high`, they are spaced evenly and closer.

    Examples
    --------
    >>> spread([10, 11, 50], apart=10, low=0, high=100)
    [10, 20, 50]
    """
    if not positions:
        return []
    apart = min(apart, (high - low) / max(1, len(positions) - 1))
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed, floor = {}, low
    for index in order:
        placed[index] = floor = max(positions[index], floor)
        floor += apart
    ceiling = high
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - apart
    return [placed[index] for index in range(len(positions))]


@lru_cache(maxsize=20_000)  # the same labels stand on most pages
def _width_em(text: str) -> float:
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return WIDE_EM if unicodedata.east_asian_width(character) in "WFA" else NARROW_EM


def _head(text: str, room: float, size: float) -> str:
    """Return the longest leading part that fits, ending at a word where there is one."""
    count = 1
    while count < len(text) and text_width(text[: count + 1], size) <= room:
        count += 1
    space = text.rfind(" ", 0, count + 1)
    return text[:space] if space > 0 else text[:count]


def _place(
    start: float,
    text: str,
    rows: list[list[tuple[float, float]]],
    size: float,
    room: tuple[float, float],
    gap: float,
) -> Label:
    text = fit(text, room[1] - room[0], size)
    width = text_width(text, size)
    start = max(room[0], min(start, room[1] - width))
    row = next((n for n, taken in enumerate(rows) if _is_free(taken, start, width, gap)), len(rows))
    if row == len(rows):
        rows.append([])
    rows[row].append((start, start + width))
    return Label(text, round(start, 2), round(start + width, 2), row)


def _is_free(taken: list[tuple[float, float]], start: float, width: float, gap: float) -> bool:
    return all(start >= right + gap or start + width + gap <= left for left, right in taken)
