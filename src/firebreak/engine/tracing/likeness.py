"""Names that look alike, to suggest which place on record a feed means; a person decides."""

from collections.abc import Mapping
from itertools import pairwise

LEAST = 0.5  # half of the letters' pairs in common; with less, the suggestions are noise


def likeness(a: str, b: str) -> float:
    """
    Return how alike two names are, 0 to 1, by the pairs of neighbouring letters they share.

    References
    ----------
    Dice (1945), Ecology 26:297-302, doi:10.2307/1932409.

    Examples
    --------
    >>> likeness("night", "nacht"), likeness("老灶火锅", " 老灶火锅"), likeness("", "")
    (0.5, 1.0, 1.0)
    """
    return _dice(_pairs(a), _pairs(b))


class Names:
    """
    Names taken apart once, to be compared with many texts.

    Examples
    --------
    >>> Names({1: "新灶茶馆", 2: "老灶火锅", 3: "老灶火锅店二楼"}).most_alike("老灶火锅店")
    [2, 3]
    """

    def __init__(self, names: Mapping[int, str]) -> None:
        self._pairs = {key: _pairs(name) for key, name in names.items()}
        self._having: dict[str, list[int]] = {}
        for key, pairs in self._pairs.items():
            for pair in pairs:
                self._having.setdefault(pair, []).append(key)

    def most_alike(self, text: str, *, most: int = 3, least: float = LEAST) -> list[int]:
        """Return the keys of the names most alike to a text, the best first, at most so many."""
        own = _pairs(text)
        candidates = {key for pair in own for key in self._having.get(pair, ())}
        rated = [(-_dice(own, self._pairs[key]), key) for key in candidates]
        return [key for rate, key in sorted(rated) if -rate >= least][:most]


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring letters, and which letters come first and last; spaces and case do not count."""
    plain = f"^{''.join(text.split()).casefold()}$"
    return frozenset(a + b for a, b in pairwise(plain))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))
