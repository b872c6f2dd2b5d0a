"""A text with the passages marked that facts were read from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Piece:
    """A piece of the text; `facts` are the fields read from it, empty for what lies between."""

    text: str
    facts: tuple[str, ...] = ()


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """
    Cut a text at the ends of its spans.

    Parameters
    ----------
    text
        The whole text.
    spans
        Start and end (in characters, half-open) and the name of what was read there. Spans may
        overlap; those outside the text are cut off.

    Returns
    -------
    list of Piece
        Their texts, joined, are the text.

    Examples
    --------
    >>> [(p.text, p.facts) for p in pieces("abcd", [(1, 3, "name"), (2, 4, "age")])]
    [('a', ()), ('b', ('name',)), ('c', ('name', 'age')), ('d', ('age',))]
    """
    inside = [(max(s, 0), min(e, len(text)), f) for s, e, f in spans if s < min(e, len(text))]
    cuts = sorted({0, len(text), *(s for s, _e, _f in inside), *(e for _s, e, _f in inside)})
    return [
        Piece(text[a:b], tuple(f for s, e, f in inside if s <= a and b <= e))
        for a, b in pairwise(cuts)
    ]
