"""JSON documents spoilt: keys, types, nesting, and what stands in the leaves."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tools.fuzzing.mutating.values import decoded, in_encoding, twisted, value

Place = tuple[Any, Any]  # a container, and the key or index in it
ODD = (None, True, False, 0, -1, 1.5, 10**30, 1e308, -1e308, [], {}, [[]], {"": None}, [None])


def mutated(content: bytes, draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Return a document with one to four changes; what is no JSON, or too deep, is spoilt as text."""
    try:
        return _changed([json.loads(decoded(content))], draw, others)
    except (ValueError, RecursionError):
        return twisted(decoded(content), draw).encode("utf-8", "surrogatepass")


def _changed(document: list[Any], draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    for _time in range(draw.randrange(1, 5)):
        places = list(_places(document))
        draw.choice(WAYS)(draw.choice(places), places, draw, others)
    return _written(document[0], draw)


def _written(document: Any, draw: random.Random) -> bytes:
    text = json.dumps(document, ensure_ascii=draw.random() < 0.5)
    if draw.random() < 0.05:
        text = text.replace('"', '"' + draw.choice('\\"{x'), 1)
    if draw.random() < 0.03:
        text = text.replace(":", ":" + draw.choice(("NaN,", "-Infinity,", "01,", "1e999,")), 1)
    encoding = draw.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig", "gb18030"))
    return in_encoding(text, encoding, draw)


def _places(value: Any) -> Iterator[Place]:
    """Every place of a document, level by level."""
    level = [value]
    while level:
        inner = [(one, key) for one in level for key in _keys(one)]
        yield from inner
        level = [one[key] for one, key in inner if isinstance(one[key], dict | list)]


def _keys(one: Any) -> list:
    return list(one) if isinstance(one, dict) else list(range(len(one)))


def _odd(place: Place, _places: list[Place], draw: random.Random, _others: Any) -> None:
    one, key = place
    one[key] = copy.deepcopy(draw.choice((*ODD, value(draw), value(draw))))


def _twisted_leaf(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    leaves = [(one, key) for one, key in places if isinstance(one[key], str)]
    one, key = draw.choice(leaves) if leaves else place
    one[key] = twisted(str(one[key]), draw)


def _number(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    numbers = [(one, key) for one, key in places if isinstance(one[key], int | float)]
    one, key = draw.choice(numbers) if numbers else place
    one[key] = draw.choice((0, -1, 2**31, 2**63, 10**300, 1e-300, "12", "１２", None, [1]))


def _taken_out(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    one, key = place
    if one is not places[0][0]:
        del one[key]


def _renamed(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    one, key = place
    names = [other for inside, other in places if isinstance(inside, dict)]
    if isinstance(one, dict):
        name = draw.choice((*names, value(draw), twisted(str(key), draw)))
        one[name] = one.pop(key)


def _doubled(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    lists = [(o, k) for o, k in places if isinstance(o[k], list) and o[k] and len(o[k]) < 100]
    if lists:
        one, key = draw.choice(lists)
        again = [copy.deepcopy(draw.choice(one[key])) for _time in range(draw.choice((1, 1, 20)))]
        one[key] += again


def _exchanged(place: Place, places: list[Place], draw: random.Random, _others: Any) -> None:
    one, key = place
    other, there = draw.choice(places)
    one[key], other[there] = copy.deepcopy(other[there]), copy.deepcopy(one[key])


def _wrapped(place: Place, _places: list[Place], draw: random.Random, _others: Any) -> None:
    one, key = place
    for _time in range(draw.choice((1, 1, 1, 98, 300))):
        one[key] = [one[key]] if draw.random() < 0.5 else {str(key): one[key]}


def _from_another(place: Place, _places: list[Place], draw: random.Random, others: Any) -> None:
    one, key = place
    inside, there = draw.choice(list(_places_of(draw.choice(others))) or [([None], 0)])
    one[key] = copy.deepcopy(inside[there])


def _places_of(content: bytes) -> list[Place]:
    try:
        return list(_places([json.loads(decoded(content))]))
    except (ValueError, RecursionError):
        return []


WAYS = (
    _odd,
    _odd,
    _twisted_leaf,
    _twisted_leaf,
    _twisted_leaf,
    _number,
    _taken_out,
    _renamed,
    _doubled,
    _exchanged,
    _wrapped,
    _from_another,
)
