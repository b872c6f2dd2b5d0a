"""How well texts are labelled: `python -m bench text`, on the validation documents.

An entity counts as found if its first character, its end and its kind are those of the truth.
An argument of an event is counted in two ways, micro-averaged over all events, dates included:

- event, kind and span of the argument (`arguments`);
- the same and the span of the trigger (`with the trigger`), the stricter.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path

from firebreak.intake.text import linker
from firebreak.intake.text.features import fold
from firebreak.intake.text.labeller import label
from firebreak.intake.text.labels import Label, Weights, weights

Found = tuple[list[Label], list[linker.Event]]


def measure(folder: Path, part: str = "valid") -> None:
    """Print precision, recall and F1 per kind, and documents a second."""
    from bench.text_training import documents

    known = documents(folder, part)
    began = time.perf_counter(), time.process_time()
    learnt = weights()
    print(f"weights read in {time.perf_counter() - began[0]:.3f} s")
    read(known[0]["text"], learnt)
    start = time.process_time()
    found = [read(document["text"], learnt) for document in known]
    took = time.process_time() - start
    report(known, found)
    confidence(known, found)
    print(f"{len(known) / took:.0f} documents a second of processor, labels and events")
    _whole(known)


def _whole(known: list[dict]) -> None:
    from datetime import date

    from firebreak.intake.text import read_text

    start = time.process_time()
    for document in known:
        read_text(document["text"], published=date(2020, 2, 8))
    took = time.process_time() - start
    print(f"{len(known) / took:.0f} documents a second of processor, text to drafts")


def read(text: str, learnt: Weights) -> Found:
    """Return labels and events of a document."""
    plain = fold(text)
    labels = label(plain, learnt)
    return labels, linker.events(plain, labels, learnt)


def report(known: list[dict], found: list[Found]) -> None:
    """Print the scores."""
    print(f"\n{len(known)} documents")
    _table("entities", known, found, _true_entities, _entities, lambda entity: entity[2])
    _table("triggers of events", known, found, _true_triggers, _triggers, lambda e: e[2])
    for name, strict in (("arguments", False), ("arguments with the trigger", True)):
        _table(
            name,
            known,
            found,
            lambda d, strict=strict: _true_arguments(d, strict),
            lambda f, strict=strict: _arguments(f, strict),
            lambda a: f"{a[0]} {a[1][2]}",
        )


def confidence(known: list[dict], found: list[Found]) -> None:
    """Print how often labels are right, by how sure they were."""
    pairs = [
        (one.confidence, _span(one) in _true_entities(document))
        for document, (labels, _events) in zip(known, found, strict=True)
        for one in labels
    ]
    print("\nconfidence   labels  mean   right")
    for low, high in itertools.pairwise((0, 0.5, 0.7, 0.9, 0.99, 1.01)):
        within = [(sure, right) for sure, right in pairs if low <= sure < high]
        mean, right = (sum(column) / max(len(within), 1) for column in zip(*within, strict=True))
        print(f"{low:.2f}-{min(high, 1):.2f}    {len(within):6}  {mean:.3f}  {right:.3f}")


def _true_entities(document: dict) -> set:
    return {tuple(entity) for entity in document["entities"]}


def _entities(found: Found) -> set:
    return {(one.start, one.end, one.kind) for one in found[0]}


def _true_triggers(document: dict) -> set:
    return {tuple(event["type"]) for event in document["events"]}


def _triggers(found: Found) -> set:
    return {(e.trigger.start, e.trigger.end, e.trigger.kind) for e in found[1]}


def _true_arguments(document: dict, strict: bool) -> set:
    return {
        (event["type"][2], tuple(argument), tuple(event["type"]) if strict else None)
        for event in document["events"]
        for argument in event["tuple"]
    }


def _arguments(found: Found, strict: bool) -> set:
    return {
        (e.trigger.kind, (a.start, a.end, a.kind), _span(e.trigger) if strict else None)
        for e in found[1]
        for a in (e.date, *e.arguments)
    }


def _span(label: Label) -> tuple[int, int, str]:
    return label.start, label.end, label.kind


def _table(
    name: str,
    known: Iterable[dict],
    found: Iterable[Found],
    truth: Callable[[dict], set],
    said: Callable[[Found], set],
    kind: Callable[[tuple], Hashable],
) -> None:
    right, wanted, given = Counter(), Counter(), Counter()
    for document, one in zip(known, found, strict=True):
        true, says = truth(document), said(one)
        right.update(map(kind, true & says))
        wanted.update(map(kind, true))
        given.update(map(kind, says))
    print(f"\n{name:34} truth  precision recall F1")
    for each in sorted(wanted | given, key=lambda k: (-wanted[k], str(k))):
        print(_line(str(each), right[each], given[each], wanted[each]))
    print(_line("all (micro)", right.total(), given.total(), wanted.total()), flush=True)


def _line(name: str, right: int, given: int, wanted: int) -> str:
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    score = 2 * right / max(given + wanted, 1)
    return f"{name:34} {wanted:5}  {precision:.3f}     {recall:.3f}  {score:.3f}"
