"""Which of the labels around an event belong to it: its place, its vehicle, its symptoms.

Comes in: a text with labels. Goes out: one `Event` for each trigger that a date stands before. The
date is the last one before it, as in every event of the training documents; of the other kinds
each pair of trigger and label is weighed by itself (logistic regression on hashed features).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firebreak.intake.text.labels import Label, Weights

TRIGGERS = frozenset(
    [
        "Event",
        "Inpatient",
        "Onset",
        "HospitalVisit",
        "DiagnosisConfirmed",
        "Observed",
        "Discharge",
        "Death",
    ]
)
#: Which kinds of labels an event can have, besides its date.
ARGUMENTS: dict[str, frozenset[str]] = {
    "Event": frozenset(["Location", "Spot", "Vehicle"]),
    "Inpatient": frozenset(["Location", "Spot"]),
    "HospitalVisit": frozenset(["Location", "Spot"]),
    "Onset": frozenset(["Symptom", "Spot", "Location", "LabTest", "ImagingExamination"]),
    "DiagnosisConfirmed": frozenset(["Spot", "Location"]),
    "Observed": frozenset(["Spot", "Location"]),
    "Discharge": frozenset(["Spot"]),
    "Death": frozenset(),
}
REACH = 14  # labels to either side; the farthest argument of the training documents is 12 away
BITS = 16  # the hashed features fall into 65,536 rows


@dataclass(frozen=True)
class Event:
    """An event: what was done (its trigger), and what belongs to it."""

    trigger: Label
    date: Label
    arguments: tuple[Label, ...]


@dataclass(frozen=True)
class Pair:
    """A trigger and a label that may belong to it, by their places among the labels."""

    trigger: int
    argument: int


def events(plain: str, labels: Sequence[Label], weights: Weights) -> list[Event]:
    """Return the events of a text, in order."""
    ordered = sorted(labels, key=lambda label: (label.start, label.end, label.kind))
    dates = [label for label in ordered if label.kind == "Date"]
    starts = [label.start for label in dates]
    chosen = belonging(plain, ordered, weights)
    found = []
    for number, trigger in enumerate(ordered):
        before = bisect_left(starts, trigger.start)
        if trigger.kind in TRIGGERS and before:
            found.append(Event(trigger, dates[before - 1], tuple(chosen.get(number, ()))))
    return found


def belonging(plain: str, ordered: Sequence[Label], weights: Weights) -> dict[int, list[Label]]:
    """Return the arguments of each trigger, by its place among the labels."""
    pairs = list(candidates(ordered))
    if not pairs:
        return {}
    rows = np.array([features(plain, ordered, pair) for pair in pairs])
    likely = weights.link[rows].sum(axis=1) > 0
    chosen: dict[int, list[Label]] = {}
    for pair, yes in zip(pairs, likely, strict=True):
        if yes:
            chosen.setdefault(pair.trigger, []).append(ordered[pair.argument])
    return chosen


def candidates(ordered: Sequence[Label]) -> Iterator[Pair]:
    """Return each trigger with each label near it that could be its argument."""
    for number, trigger in enumerate(ordered):
        kinds = ARGUMENTS.get(trigger.kind)
        if not kinds:
            continue
        for other in range(max(number - REACH, 0), min(number + REACH + 1, len(ordered))):
            if other != number and ordered[other].kind in kinds:
                yield Pair(number, other)


_CLAUSE = re.compile(r"[,，;；:：]")
_SENTENCE = re.compile(r"[。!?！？\n]")


def features(plain: str, ordered: Sequence[Label], pair: Pair) -> NDArray[np.int64]:
    """Return the rows of weights a pair has: always the same number of them."""
    said = list(_said(plain, ordered, pair))
    return np.array([_row(number, words) for number, words in enumerate(said)], np.int64)


def _said(plain: str, ordered: Sequence[Label], pair: Pair) -> Iterator[str]:
    trigger, argument = ordered[pair.trigger], ordered[pair.argument]
    kinds = f"{trigger.kind}{argument.kind}"
    after = pair.argument > pair.trigger
    low, high = sorted((pair.trigger, pair.argument))
    between = [label.kind for label in ordered[low + 1 : high]]
    gap = plain[min(trigger.end, argument.end) : max(trigger.start, argument.start)]
    sentences = min(len(_SENTENCE.findall(gap)), 2)
    clauses = min(len(_CLAUSE.findall(gap)), 3)
    side = f"{kinds}{after}"
    triggers = min(sum(kind in TRIGGERS for kind in between), 3)
    same = min(between.count(argument.kind), 3)
    dates = min(between.count("Date"), 2)
    word = plain[trigger.start : trigger.end]
    name = plain[argument.start : argument.end]
    outside = (
        plain[argument.end : argument.end + 2]
        if after
        else plain[argument.start - 1 : argument.start]
    )
    yield kinds
    yield side
    yield f"{side}{triggers}{same}{dates}{sentences}"
    yield f"{side}{dates}{sentences}{clauses}"
    yield f"{side}{triggers}{clauses}{sentences}"
    yield f"{side}{'-'.join(between[-4:])}"
    yield f"{side}{'-'.join(sorted(set(between)))}{sentences}"
    yield f"{side}{gap if len(gap) <= 4 else gap[:2] + '~' + gap[-2:]}"
    yield f"{side}{word}{same}{triggers}{dates}"
    yield f"{side}{word}{gap[:1]}{gap[-1:]}"
    yield f"{side}{outside}{triggers}{same}"
    yield f"{side}{plain[argument.start - 1 : argument.start]}{word}"
    yield f"{side}{plain[argument.end : argument.end + 1]}{word}"
    yield f"{side}{name[-2:]}{triggers}{sentences}"
    yield f"{side}{min(len(gap) // 4, 8)}{triggers}"
    yield f"{side}{_neighbour(ordered, pair.argument, after)}{triggers}{same}"
    yield f"{side}{_other_side(ordered, pair)}{triggers}{same}{dates}"
    yield f"{side}{_between_words(plain, ordered, low, high)}{dates}"


def _neighbour(ordered: Sequence[Label], at: int, after: bool) -> str:
    beyond = at + 1 if after else at - 1
    return ordered[beyond].kind if 0 <= beyond < len(ordered) else "end"


def _other_side(ordered: Sequence[Label], pair: Pair) -> str:
    """The nearest label of the same kind on the trigger's other side, and what is before it."""
    kind = ordered[pair.argument].kind
    step = -1 if pair.argument > pair.trigger else 1
    at = pair.trigger + step
    passed = 0
    while 0 <= at < len(ordered) and passed < 6:
        if ordered[at].kind == kind:
            return f"{passed}"
        if ordered[at].kind in TRIGGERS or ordered[at].kind == "Date":
            return ordered[at].kind
        at, passed = at + step, passed + 1
    return "none"


def _between_words(plain: str, ordered: Sequence[Label], low: int, high: int) -> str:
    """The words of the triggers between."""
    words = [plain[o.start : o.end] for o in ordered[low + 1 : high] if o.kind in TRIGGERS]
    return "+".join(words[-2:])


def _row(number: int, words: str) -> int:
    """A stable hash (FNV-1a, 64 bits) of a feature, folded to `BITS`."""
    value = 0xCBF29CE484222325 ^ number
    for byte in words.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 32) & ((1 << BITS) - 1)
