"""Train the labeller and the linker of texts: `python -m bench text-train`.

Reads the labelled documents in place, writes `weights.npz` into the room of the reader: hashed
features and numbers, none of the documents' words. python-crfsuite is needed here and nowhere
else. With `--folds` it only says how well weights do on documents they were not trained on.
"""

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.optimize
import scipy.sparse

from firebreak.intake.text import linker
from firebreak.intake.text.features import features, fold
from firebreak.intake.text.labels import Label, Weights, unpacked

WEIGHTS = Path(linker.__file__).with_name("weights.npz")
#: One document of each, too few to learn from.
LEFT_OUT = frozenset(["Negation", "Death"])
#: L1 and L2 penalties of the labeller, chosen by cross-validation on the training documents.
CRF = {"c1": 0.05, "c2": 0.05, "feature.minfreq": 2, "max_iterations": 100}
LINK_PENALTY = 0.3
SMALLEST = 0.01  # weights nearer to 0 change no document


def documents(folder: Path, part: str) -> list[dict]:
    """Return the labelled documents of `train` or `valid`."""
    lines = (folder / "ecr-covid19-labelled" / f"{part}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in lines.splitlines()]


def train(folder: Path, folds: int, into: Path = WEIGHTS) -> None:
    """Write the weights, or with `folds` print the scores of cross-validation."""
    from bench import text

    known = documents(folder, "train")
    if not folds:
        np.savez_compressed(into, **learnt(known))
        print(f"{into.name}: {into.stat().st_size / 1e6:.2f} MB from {len(known)} documents")
        return
    fold_of = np.random.default_rng(0).integers(0, folds, len(known))
    held_out, found = [], []
    for number in range(folds):
        weights = unpacked(learnt([d for d, f in zip(known, fold_of, strict=True) if f != number]))
        mine = [d for d, f in zip(known, fold_of, strict=True) if f == number]
        held_out += mine
        found += [text.read(d["text"], weights) for d in mine]
        text.report(held_out, found)


def learnt(known: list[dict]) -> dict[str, np.ndarray]:
    """Return the weights as they are stored."""
    began = time.process_time()
    stored = _packed(_labeller(known))
    stored["link"] = _linker(known).astype(np.float16)
    print(f"trained in {time.process_time() - began:.0f} s of processor", flush=True)
    return stored


# The labeller


def tags(document: dict) -> list[str]:
    """Return a tag for each character; of labels that overlap, the longest is kept."""
    tag = ["O"] * len(document["text"])
    longest_first = sorted(map(tuple, document["entities"]), key=lambda e: (e[0] - e[1], e[0]))
    for start, end, kind in longest_first:
        if kind in LEFT_OUT or any(t != "O" for t in tag[start:end]):
            continue
        tag[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return tag


def _labeller(known: list[dict]) -> tuple[dict, dict]:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=CRF, verbose=False)
    for document in known:
        trainer.append(features(document["text"]).astype(str).tolist(), tags(document))
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "crf")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
        return dict(info.state_features), dict(info.transitions)


def _packed(model: tuple[dict, dict]) -> dict[str, np.ndarray]:
    """Features in the order of their keys, weights as whole numbers of 16 bits and a scale."""
    state, transitions = model
    names = sorted({tag for _key, tag in state} | {tag for pair in transitions for tag in pair})
    number = {tag: n for n, tag in enumerate(names)}
    of_key: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (key, tag), weight in state.items():
        if abs(weight) >= SMALLEST:
            of_key[int(key)].append((number[tag], weight))
    keys = np.array(sorted(of_key), np.uint64)
    entries = [entry for key in keys for entry in sorted(of_key[int(key)])]
    weights = np.array([weight for _tag, weight in entries])
    scale = np.abs(weights).max() / 32_767
    between = np.zeros((len(names), len(names)), np.float32)
    for (before, after), weight in transitions.items():
        between[number[before], number[after]] = weight
    return {
        "tags": np.array(names),
        "between": between,
        "key_steps": np.diff(keys, prepend=np.uint64(0)).astype(np.uint32),
        "counts": np.array([len(of_key[int(key)]) for key in keys], np.uint8),
        "tag": np.array([tag for tag, _weight in entries], np.uint8),
        "weight": np.rint(weights / scale).astype(np.int16),
        "scale": np.float64(scale),
    }


# The linker


def _linker(known: list[dict]) -> np.ndarray:
    """Weights of a logistic regression over pairs of trigger and label, by L-BFGS."""
    pairs = [pair for document in known for pair in _pairs(document)]
    rows = np.array([row for row, _yes in pairs])
    side = np.array([1.0 if yes else -1.0 for _row, yes in pairs])
    count, width = rows.shape
    ends = np.arange(0, count * width + 1, width)
    shape = (count, 1 << linker.BITS)
    matrix = scipy.sparse.csr_matrix((np.ones(rows.size), rows.ravel(), ends), shape=shape)

    def cost(weight: np.ndarray) -> tuple[float, np.ndarray]:
        margin = side * (matrix @ weight)
        loss = np.logaddexp(0, -margin).sum() + LINK_PENALTY / 2 * weight @ weight
        slope = -side / (1 + np.exp(margin))
        return loss, matrix.T @ slope + LINK_PENALTY * weight

    start = np.zeros(1 << linker.BITS)
    return scipy.optimize.minimize(
        cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}
    ).x


def _pairs(document: dict) -> Iterator[tuple[np.ndarray, bool]]:
    plain = fold(document["text"])
    ordered = [Label(*entity) for entity in sorted({tuple(e) for e in document["entities"]})]
    truth = {(tuple(e["type"]), tuple(a)) for e in document["events"] for a in e["tuple"]}
    first_date = min((o.start for o in ordered if o.kind == "Date"), default=len(plain))
    for pair in linker.candidates(ordered):
        trigger, argument = ordered[pair.trigger], ordered[pair.argument]
        if first_date < trigger.start:
            yes = (_plain(trigger), _plain(argument)) in truth
            yield linker.features(plain, ordered, pair), yes


def _plain(label: Label) -> tuple[int, int, str]:
    return label.start, label.end, label.kind


def from_file(file: Path) -> Weights:
    """Return weights that were written elsewhere."""
    return unpacked(np.load(file, allow_pickle=False))
