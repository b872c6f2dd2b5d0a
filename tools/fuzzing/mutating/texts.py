"""Texts spoilt: paragraphs moved, doubled and cut, numbers and days exchanged, marked up."""

import random
import re

from tools.fuzzing.mutating.values import DAYS, NUMBERS, decoded, encoded, twisted, value

MARKUP = (
    "<p>",
    "</p>",
    "<br>",
    "<table><tr><td>",
    "<script>",
    "<style>",
    "<!--",
    "-->",
    "&nbsp;",
    "&#20;",
    "&#x110000;",
    "&lt;",
    "<a href='",
    "<![CDATA[",
    "<!DOCTYPE html>",
)
PHRASES = (
    "病例3：",
    "患者十五，",
    "欧阳某",
    "，女，45岁，",
    "系病例4之妻",
    "其父母、爱人",
    "从武汉返回",
    "乘坐G1113次列车（5车12F座）",
    "到甲小区和乙药房逗留过",
    "截至2月2日24时，累计26例",
    "12人聚餐，后8人确诊",
    "48小时内",
    "体温38.5℃",
    "Case 3, a 45-year-old woman, developed fever on 18 January.",
    "（",
    "）",
    "。",
    "\n\n",
    "\f",
)
NUMBER = re.compile(r"\d+")


def mutated(content: bytes, draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Return a text with one to four changes."""
    text = decoded(content)
    for _time in range(draw.randrange(1, 5)):
        text = draw.choice(WAYS)(text, draw, others)
    return encoded(text, draw)


def _without_a_part(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    start = draw.randrange(len(text) + 1)
    return text[:start] + text[start + draw.randrange(1, 200) :]


def _lines_moved(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    parts = re.split(r"(?<=[\n。，])", text)
    one = draw.choice(parts)
    for _time in range(draw.choice((1, 1, 1, 9))):
        parts.insert(draw.randrange(len(parts) + 1), one)
    return "".join(parts)


def _another_number(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    found = list(NUMBER.finditer(text))
    if not found:
        return text + draw.choice(NUMBERS)
    one = draw.choice(found)
    said = draw.choice((*NUMBERS, *DAYS, str(draw.randrange(100))))
    return text[: one.start()] + said + text[one.end() :]


def _with_words(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice((*PHRASES, *MARKUP)) + text[at:]


def _of_two(text: str, draw: random.Random, others: tuple[bytes, ...]) -> str:
    other = decoded(draw.choice(others))
    here, there = draw.randrange(len(text) + 1), draw.randrange(len(other) + 1)
    return text[:here] + other[there : there + draw.randrange(1, 400)] + text[here:]


def _twisted(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    at = draw.randrange(len(text) + 1)
    to = at + draw.randrange(0, 12)
    return text[:at] + twisted(text[at:to], draw) + text[to:]


def _with_a_value(text: str, draw: random.Random, _others: tuple[bytes, ...]) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + value(draw) + text[at:]


WAYS = (
    _without_a_part,
    _lines_moved,
    _another_number,
    _with_words,
    _with_words,
    _of_two,
    _twisted,
    _with_a_value,
)
