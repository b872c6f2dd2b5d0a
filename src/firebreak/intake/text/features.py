"""What the labeller sees of each character: hashed features, made for the whole text at once.

Comes in: a text. Goes out: a matrix of unsigned 32-bit numbers, one row per character, one column
per kind of feature (`COLUMNS`). A number stands for a kind and what it found; the words themselves
cannot be read back from it, so that the weights hold no sentence of the documents they were trained
on. Training and reading call the same function.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from firebreak.intake.text import divisions
from firebreak.intake.text.lexicons import COMPOUND_SURNAMES, LEXICONS, SURNAMES

Numbers = NDArray[np.uint32]

#: Before the first and after the last character stand line ends, as between two texts that are
#: labelled at once: so each is seen as if it stood alone.
EDGE = "\n"
REACH = 5  # characters looked at to either side
#: Odd constants of a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4).
MIX, STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)

CLASSES = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "年月日号",
    "时点分",
    "，,",
    "。;；！？!?\n",
    "：:",
    "、",
    "（(",
    "）)",
    "“”\"'‘’",
    "省市州",
    "县区旗",
    "镇乡村组街道路巷弄",
    "院所室站店场馆楼",
    "男女",
    "岁",
    "某",
    "例",
    "的",
    "在于从由自",
    "至到往回返抵去赴",
    "与和及同跟",
    "无有未否",
    "℃度",
    "次车班",
    "～~-—–→",
    "·.",
)
CLAUSE_ENDS = frozenset("，,。;；！？!?\n：:")

CHARS = (
    *((i,) for i in range(-4, 5)),
    *((i, i + 1) for i in range(-4, 4)),
    *((i, i + 1, i + 2) for i in range(-3, 2)),
    *(tuple(range(i, i + 4)) for i in (-4, -3, -2, -1, 0, 1)),
    *(tuple(range(i, i + 5)) for i in (-4, -2, 0)),
    (-1, 1),
    (-2, 1),
    (-1, 2),
    (0, 2),
    (-2, 0),
)
KINDS = (
    *((i,) for i in (-1, 0, 1)),
    (-1, 0),
    (0, 1),
    (-1, 0, 1),
    (-2, -1, 0),
    (0, 1, 2),
    (-2, -1, 0, 1, 2),
    (-3, -2, -1, 0),
    (0, 1, 2, 3),
    (-3, -2, -1, 0, 1, 2, 3),
)


def fold(text: str) -> str:
    """One form per character, the length kept: half-width, lower case."""
    return "".join(map(_fold, text))


@cache
def _fold(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def features(text: str) -> Numbers:
    """Features of each character: shape (len(text), number of kinds)."""
    plain = fold(text)
    if not plain:
        return np.zeros((0, 0), np.uint32)
    shaped = np.frombuffer(_shaped(plain).encode("utf-32-le", "surrogatepass"), np.uint32).astype(
        np.uint64
    )
    kinds = _kinds(plain)
    columns = [
        *_grams(shaped, CHARS, ord(EDGE)),
        *_grams(kinds, KINDS, _class_of()[EDGE]),
        *_words(plain),
        *_clauses(plain, shaped),
    ]
    return np.stack([_hashed(column, number) for number, column in enumerate(columns)], axis=1)


def _hashed(column: NDArray[np.uint64], number: int) -> Numbers:
    mixed = (column + np.uint64((number + 1) * int(STEP) & 0xFFFFFFFFFFFFFFFF)) * MIX
    return ((mixed ^ (mixed >> np.uint64(29))) * STEP >> np.uint64(32)).astype(np.uint32)


def _shaped(plain: str) -> str:
    return re.sub(r"[0-9]", "0", plain)


@cache
def _class_of() -> dict[str, int]:
    return {c: n for n, found in enumerate(CLASSES, 2) for c in found} | {
        c: 1 for c in SURNAMES if not any(c in found for found in CLASSES)
    }


def _kinds(plain: str) -> NDArray[np.uint64]:
    known = _class_of()
    return np.array(
        [known.get(c, 0 if "\u4e00" <= c <= "\u9fff" else 40) for c in plain], np.uint64
    )


def _padded(codes: NDArray[np.uint64], edge: int) -> NDArray[np.uint64]:
    return np.pad(codes, REACH, constant_values=edge)


def _grams(
    codes: NDArray[np.uint64], shapes: Iterable[tuple[int, ...]], edge: int = 0
) -> list[NDArray[np.uint64]]:
    wide, count = _padded(codes, edge), len(codes)
    return [_gram([wide[REACH + i : REACH + i + count] for i in shape]) for shape in shapes]


def _gram(parts: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    mixed = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        mixed = (mixed ^ (mixed >> np.uint64(31))) * MIX + (part + np.uint64(1)) * STEP
    return mixed


# Words of the lexicons


@cache
def _trie() -> tuple[dict[str, int], int]:
    """Every word with a bit for each lexicon it is in; and the length of the longest."""
    words: dict[str, int] = {}
    lexicons = (tuple(divisions.names()), *LEXICONS, tuple(COMPOUND_SURNAMES))
    for number, lexicon in enumerate(lexicons):
        for word in lexicon:
            folded = fold(word)
            words[folded] = words.get(folded, 0) | 1 << number
    return words, max(map(len, words))


@cache
def _first_two() -> frozenset[str]:
    return frozenset(word[:2] for word in _trie()[0])


def _words(plain: str) -> list[NDArray[np.uint64]]:
    """The longest word of a lexicon that covers each character, and those of its neighbours."""
    inside = np.zeros(len(plain), np.uint64)
    words, longest = _trie()
    starts = _first_two()
    position = 0
    while position < len(plain):
        length = _longest_word(plain, position, words, longest, starts)
        if not length:
            position += 1
            continue
        which = words[plain[position : position + length]]
        inside[position : position + length] = which * 4 + 1
        inside[position] = which * 4 + (2 if length > 1 else 3)
        position += length
    around = [(-1, 0), (0, 1), (-1, 0, 1), (-2, 0), (0, 2)]
    return [inside, *_grams(inside, around)]


def _longest_word(
    plain: str, at: int, words: dict[str, int], longest: int, starts: frozenset[str]
) -> int:
    if plain[at : at + 2] not in starts and plain[at] not in words:
        return 0
    for length in range(min(longest, len(plain) - at), 0, -1):
        if plain[at : at + length] in words:
            return length
    return 0


# Where it stands in its clause


def _clauses(plain: str, shaped: NDArray[np.uint64]) -> list[NDArray[np.uint64]]:
    count = len(plain)
    ends = np.array([c in CLAUSE_ENDS for c in plain])
    starts = _since(ends)
    until = _until(ends)
    wide = _padded(shaped, ord(EDGE))
    first = np.arange(count) - starts
    first_two = _gram([wide[REACH + first], wide[REACH + first + 1]])
    last = np.arange(count) + until
    last_two = _gram([wide[REACH + last - 1], wide[REACH + last]])
    after = _gram([wide[np.minimum(REACH + last + 1 + k, count + 2 * REACH - 1)] for k in (0, 1)])
    before = _gram([wide[np.maximum(REACH + first - 1 - k, 0)] for k in (2, 1, 0)])
    char = shaped
    near = np.minimum(starts, 6).astype(np.uint64)
    far = np.minimum(until, 6).astype(np.uint64)
    lines = np.array([c == EDGE for c in plain])
    begun = np.minimum(_since(lines), 12).astype(np.uint64)
    return [
        near,
        far,
        begun,
        _gram([near, char]),
        _gram([far, char]),
        _gram([near, far]),
        _gram([first_two, char]),
        _gram([last_two, char]),
        _gram([first_two, near]),
        _gram([last_two, far]),
        _gram([after, char]),
        _gram([before, char]),
        first_two,
        last_two,
    ]


def _since(ends: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many characters of the same clause stand before each."""
    index = np.arange(len(ends))
    started = np.where(np.concatenate([[True], ends[:-1]]), index, 0)
    return index - np.maximum.accumulate(started)


def _until(ends: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many characters come until the mark that ends the clause, or the text ends."""
    index = np.arange(len(ends))
    ended = np.where(np.concatenate([ends[1:], [True]]), index, len(ends))
    return np.minimum.accumulate(ended[::-1])[::-1] - index
