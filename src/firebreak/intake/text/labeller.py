"""Labels of a text: symptoms, places, dates, events, by a linear-chain conditional random field.

Comes in: the plain text. Goes out: labels that do not overlap, in order, each with the least
probability of its characters' tags. A text is labelled line by line, a long line in pieces that
end with a clause, so that time grows with length and no more.

References
----------
Lafferty, McCallum, Pereira (2001), Conditional random fields, ICML 18:282-289.
Sutton, McCallum (2012), An introduction to conditional random fields, doi:10.1561/2200000013.
"""

import re
from collections.abc import Iterator
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from firebreak.intake.text.features import features
from firebreak.intake.text.labels import Label, Weights, weights

Scores = NDArray[np.float64]

#: The field is too sure of itself. Slope and shift of its log odds, fitted to the labels of the
#: 337 training documents held out of a first training; there it says 0.93 where 0.91 are right.
CALIBRATION = (0.507, -0.258)
NEVER = -1e4  # a tag that cannot follow another: inside of a label that was not begun
PIECE = 2_400  # characters labelled at once; the longest training document has 2,235
_CLAUSE = re.compile(r"[。!?！？;；\n]")


def label(plain: str, learnt: Weights | None = None) -> list[Label]:
    """
    Return the labels of a text.

    Examples
    --------
    >>> line = "患者7,女,45岁,1月18日出现发热,1月20日到县人民医院就诊。"
    >>> [(line[found.start : found.end], found.kind) for found in label(line)][:3]
    [('患者7', 'LocalID'), ('女', 'Gender'), ('45岁', 'Age')]
    """
    learnt = learnt or weights()
    return [found for start, end in pieces(plain) for found in _label(plain, start, end, learnt)]


def pieces(plain: str) -> Iterator[tuple[int, int]]:
    """Return the stretches that are labelled at once, which together are the text."""
    start = 0
    while len(plain) - start > PIECE:
        ends = [m.end() for m in _CLAUSE.finditer(plain, start + PIECE // 2, start + PIECE)]
        end = ends[-1] if ends else start + PIECE
        yield start, end
        start = end
    if start < len(plain):
        yield start, len(plain)


def _label(plain: str, start: int, end: int, learnt: Weights) -> Iterator[Label]:
    scores = state_scores(plain[start:end], learnt)
    between = _allowed(learnt)
    path = best_path(scores, between)
    sure = marginals(scores, between)[np.arange(len(path)), path]
    for first, after, kind in _spans([learnt.tags[tag] for tag in path]):
        confidence = calibrated(float(sure[first:after].min()))
        yield Label(start + first, start + after, kind, confidence)


def calibrated(probability: float) -> float:
    """
    Return how often labels of this probability are right.

    Examples
    --------
    >>> round(calibrated(0.5), 2), round(calibrated(0.99), 2), round(calibrated(0.9999), 2)
    (0.44, 0.89, 0.99)
    """
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return 1 / (1 + exp(-(CALIBRATION[0] * log(inside / (1 - inside)) + CALIBRATION[1])))


def state_scores(plain: str, learnt: Weights) -> Scores:
    """Return what the features of each character say for each tag: shape (characters, tags)."""
    found = features(plain)
    count, tags = len(plain), len(learnt.tags)
    at = np.searchsorted(learnt.keys, found.ravel())
    at[at == len(learnt.keys)] = 0
    rows = np.flatnonzero(learnt.keys[at] == found.ravel())
    known = at[rows]
    first, many = learnt.offsets[known], learnt.offsets[known + 1] - learnt.offsets[known]
    entries = np.repeat(first - np.concatenate([[0], np.cumsum(many)[:-1]]), many)
    entries += np.arange(many.sum())
    cells = np.repeat(rows // found.shape[1], many) * tags + learnt.tag[entries]
    summed = np.bincount(cells, weights=learnt.weight[entries], minlength=count * tags)
    return summed.reshape(count, tags).astype(np.float64)


def _allowed(learnt: Weights) -> Scores:
    """The weights between tags, with `NEVER` where `I-` follows anything but its own kind."""
    between = learnt.between.copy()
    for number, tag in enumerate(learnt.tags):
        if tag.startswith("I-"):
            own = [t[2:] == tag[2:] for t in learnt.tags]
            between[~np.array(own), number] = NEVER
    return between


def best_path(scores: Scores, between: Scores) -> NDArray[np.int64]:
    """Return the most probable tags together (Viterbi)."""
    count, tags = scores.shape
    came_from = np.zeros((count, tags), np.int64)
    best = scores[0] + _first(between)
    every = np.arange(tags)
    backwards = np.ascontiguousarray(between.T)
    for at in range(1, count):
        ways = backwards + best
        came_from[at] = ways.argmax(axis=1)
        best = ways[every, came_from[at]] + scores[at]
    path = np.empty(count, np.int64)
    path[-1] = best.argmax()
    for at in range(count - 1, 0, -1):
        path[at - 1] = came_from[at, path[at]]
    return path


def marginals(scores: Scores, between: Scores) -> Scores:
    """Return the probability of each tag at each character (forward and backward)."""
    count = len(scores)
    seen = np.exp(scores - scores.max(axis=1, keepdims=True))
    step = np.exp(between)
    forward, backward = np.empty_like(seen), np.empty_like(seen)
    forward[0] = _scaled(seen[0] * np.exp(_first(between)))
    for at in range(1, count):
        forward[at] = _scaled(forward[at - 1] @ step * seen[at])
    backward[-1] = 1.0
    for at in range(count - 2, -1, -1):
        backward[at] = _scaled(step @ (seen[at + 1] * backward[at + 1]))
    both = forward * backward
    return both / both.sum(axis=1, keepdims=True)


def _scaled(row: Scores) -> Scores:
    # All may be too small to be told from 0 where the text is nothing like a bulletin.
    return row / max(row.sum(), 1e-300)


def _first(between: Scores) -> Scores:
    """No text begins inside of a label."""
    return np.where((between == NEVER).any(axis=0), NEVER, 0.0)


def _spans(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Return where each label begins and ends, and its kind."""
    begun: tuple[int, str] | None = None
    for at, tag in enumerate([*tags, "O"]):
        if begun and not tag.startswith("I-"):
            yield begun[0], at, begun[1]
            begun = None
        if tag.startswith("B-"):
            begun = at, tag[2:]
