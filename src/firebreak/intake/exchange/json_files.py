"""JSON documents from outside: read within bounds, or refused with a sentence."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from firebreak.intake.drafts import Pointer, ReadingError

# Far deeper than any of these systems writes (questions within questions reach about 20), and far
# less than what the parser can bear.
DEEPEST = 100


def load(content: bytes) -> Any:
    """
    Read a JSON document.

    Parameters
    ----------
    content
        UTF-8 (with or without a byte order mark), UTF-16 or UTF-32.

    Raises
    ------
    ReadingError
        `empty`, `encoding`, `not_json`, `too_deep`, or `repeated_name`: an object says one
        thing twice, so that half of what it says would be lost.
    """
    if not content.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise ReadingError("empty")
    text = _decoded(content)
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number
        )
    except RecursionError as error:
        raise ReadingError("too_deep", most=DEEPEST) from error
    except json.JSONDecodeError as error:
        raise ReadingError("not_json", line=error.lineno, column=error.colno) from error
    except ReadingError:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        raise ReadingError("number_too_long") from error
    if _is_deeper(document, DEEPEST):
        raise ReadingError("too_deep", most=DEEPEST)
    return document


def pointer(*path: str | int) -> Pointer:
    """
    Return the pointer of a path of names and places (RFC 6901).

    Examples
    --------
    >>> pointer("cases", 0, "a/b").path
    '/cases/0/a~1b'
    """
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return Pointer("".join(f"/{part}" for part in parts))


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple, object]]:
    """Yield each path of a document that says something, with what it says."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    elif value is not None and value != "":
        yield path, value


def _decoded(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ReadingError("encoding") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ReadingError("repeated_name")
    return found


def _no_number(word: str) -> None:
    raise ReadingError("not_a_number", word=word)


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ReadingError("number_too_long")
    return number


def _is_deeper(document: Any, deepest: int) -> bool:
    """Level by level: a document made to be deep must not be walked by calling oneself."""
    level = [document]
    for _depth in range(deepest):
        level = [inner for outer in level for inner in _within(outer)]
        if not level:
            return False
    return True


def _within(value: Any) -> list:
    if isinstance(value, dict):
        return [v for v in value.values() if isinstance(v, dict | list)]
    return [v for v in value if isinstance(v, dict | list)] if isinstance(value, list) else []
