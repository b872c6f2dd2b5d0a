"""The text as it is read: repeated passages counted once, sentences cut by a page break made whole.

Comes in: the clean text. Goes out: a `Page` with `plain`, one character form (half-width, lower
case), in which the rules look; and where each of its characters stands in the text, so that every
value keeps its span there.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firebreak.intake.drafts import Note, Span, Value
from firebreak.intake.text.features import fold
from firebreak.intake.text.full_names import first_name
from firebreak.intake.text.nicknames import head_of
from firebreak.intake.text.numbering import COUNTED

#: What goes on for 2,000 characters is none, and is cut: the rules look at all of a sentence at once.
#: A full stop of English ends a sentence where a space follows, but not after a shortened word.
SENTENCE = re.compile(
    r"(?:[^。!?\n.]|\.(?!\s|$)|(?<=\bno)\.|(?<=\b[dms][rst])\.|(?<=\b(?:mrs|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec))\.){0,2000}"
    r"(?:[。!?.]+[”\"』」)]*|\n|$|)"
)
#: A repeated sentence shorter than this may be a phrase of the office's, not a loop of the reader's.
LOOP = 16
#: A heading is shorter; a cut line of a newspaper's column, as readers give it, is longer.
CUT_LINE = 30
_STOP = re.compile(r"[。!?:;…”\"』」)】>]\s*$")
#: Who a sentence is of: the same sentence about somebody else is no repetition.
ANCHOR = re.compile(
    rf"(?:病例|患者|病人|感染者|阳性人员|阳性者|case|patient)\s*\d+(?!\s*{COUNTED})|第\s*\d+\s*例|(?![省市区县镇村州在由为的是到])[\u4e00-\u9fff]某[某甲乙丙丁]?(?!医院|小区|公司|单位|酒店|超市|学校)",
    re.IGNORECASE,
)
#: What a page or a newspaper prints between two lines: 第2页 共3页, — 12 —, A02版, the masthead.
_TURN = r"\(?(?:下转|上接|转|接)(?:第)?\s*[a-z]?\d{1,3}\s*版[^\n,。;]{0,4}?\)?[▶►→>]*"
_MARKER = re.compile(
    r"\s*(?:第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?|page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|[-—–~·•]{1,3}\s*\d{1,4}\s*[-—–~·•]{1,3}"
    r"|\d{1,4}\s*/\s*\d{1,4}|[a-d]\d{1,2}(?:\s*版)?(?:\s+\S{1,6})?|(?:[\u4e00-\u9fff]{2,8}[日晚早时]报\s+)?(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*星期[一二三四五六日][^\n,。;]{0,24}"
    rf"|{_TURN})\s*"
)
_TURNS_AWAY = re.compile(rf"{_TURN}\s*$")
_TURNS_BACK = re.compile(rf"\s*{_TURN}")
_SPACE = re.compile(r"(?<=[^\x00-\x7f])[ \t\u3000]+(?=\S)|(?<=\S)[ \t\u3000]+(?=[^\x00-\x7f])")


@dataclass(frozen=True)
class Page:
    """
    A text and how it is read.

    Parameters
    ----------
    text
        As it came, cleaned: what spans refer to.
    plain
        As it is read.
    at
        Where each character of `plain` stands in `text`.
    notes
        What was left out or put together.
    """

    text: str
    plain: str
    at: NDArray[np.int64]
    notes: tuple[Note, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Return the span in the text of some characters of `plain`."""
        if start >= end:
            raise ValueError(f"A span needs a character at least; {start} to {end} has none.")
        return Span(int(self.at[start]), int(self.at[end - 1]) + 1)

    def value(self, value: object, start: int, end: int, confidence: float = 1.0) -> Value:
        """Return a value with its span and quotation."""
        span = self.span(start, end)
        return Value(value, span, self.text[span.start : span.end], round(confidence, 3))

    def said(self, start: int, end: int) -> str:
        """Return the words of the text, without the line ends and spaces inside them."""
        return "".join(self.text[i] for i in self.at[start:end])


def lay_out(text: str) -> Page:
    """
    Return the page of a clean text.

    Examples
    --------
    >>> lay_out("１月 18日").plain
    '1月18日'
    """
    folded = fold(text)
    kept, notes = _once(text, folded)
    joined = _joined(folded, kept)
    kept[joined] = False
    for space in _SPACE.finditer(folded):
        kept[space.start() : space.end()] = False
    at = np.flatnonzero(kept)
    notes += [Note("sentence_joined", span) for span in _runs(joined)]
    return Page(text, "".join(folded[i] for i in at), at, tuple(notes))


def _runs(positions: list[int]) -> list[Span]:
    """Rows of neighbouring positions, as spans."""
    runs: list[Span] = []
    for position in positions:
        if runs and runs[-1].end == position:
            runs[-1] = Span(runs[-1].start, position + 1)
        else:
            runs.append(Span(position, position + 1))
    return runs


def _once(text: str, folded: str) -> tuple[NDArray[np.bool_], list[Note]]:
    """Which characters to read: a passage that comes again is left out after its first time."""
    kept = np.ones(len(text), bool)
    seen: dict[tuple[str, str], list[Span]] = {}
    anchor = ""
    for found in SENTENCE.finditer(folded):
        sentence = found[0].strip()
        if called := first_name(sentence):
            anchor = called
        elif named := ANCHOR.search(sentence):
            anchor = named[0]
        if len(sentence) < LOOP:
            continue
        places = seen.setdefault((anchor, sentence), [])
        places.append(Span(*found.span()))
        if len(places) > 1:
            kept[found.start() : found.end()] = False
    return kept, _loops(list(seen.values()))


def _loops(places: list[list[Span]]) -> list[Note]:
    """One note for each passage that was repeated as a whole."""
    repeated = sorted(
        (spans for spans in places if len(spans) > 1), key=lambda spans: spans[0].start
    )
    notes: list[Note] = []
    group: list[list[Span]] = []
    for spans in repeated:
        if group and spans[0].start - group[-1][0].end > 2:
            notes.append(_loop(group))
            group = []
        group.append(spans)
    return [*notes, _loop(group)] if group else notes


def _loop(group: list[list[Span]]) -> Note:
    first = Span(group[0][0].start, group[-1][0].end)
    return Note("passage_repeated", first, {"times": max(len(spans) for spans in group)})


def _joined(folded: str, kept: NDArray[np.bool_]) -> list[int]:
    """Line ends in the middle of a sentence: the page broke it, not the writer."""
    cut: list[int] = []
    for (start, end), (begin, until) in pairwise(_lines(folded, kept)):
        turned = any(map(_MARKER.fullmatch, folded[end:begin].split("\n")))
        if _breaks_sentence(folded[start:end], folded[begin:until], turned):
            cut.extend(range(end, begin))
    return cut


def _lines(folded: str, kept: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where the lines begin and end, without what the page prints between and beside them."""
    lines: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", folded):
        if not line[0].strip() or not kept[line.start()] or _MARKER.fullmatch(line[0]):
            continue
        back, away = _TURNS_BACK.match(line[0]), _TURNS_AWAY.search(line[0])
        first = back.end() if back else 0
        last = away.start() if away else len(line[0])
        lines.append((line.start() + first, line.start() + max(first, last)))
    return lines


def _breaks_sentence(above: str, below: str, turned: bool) -> bool:
    """Whether a line goes on in the next; surer of it where a page was turned between the two."""
    above, below = above.strip(), below.strip()
    if "\t" in above or _STOP.search(above) or not re.match(r"[\u4e00-\u9fff\d]", below):
        return False
    if (
        ANCHOR.match(below)
        or head_of(_SPACE.sub("", below), 0)
        or re.match(r"\d+[.、)]|以上|上述", below)
    ):
        return False
    long_enough = turned or (len(above) >= CUT_LINE and len(below) >= 8)
    return long_enough and bool(re.search(r"[,。;]", above)) and bool(re.search(r"[,。;]", below))


def sentences(plain: str) -> list[tuple[int, int]]:
    """Return where each sentence begins and ends; a line end ends one."""
    return [m.span() for m in SENTENCE.finditer(plain) if m[0].strip()]


class Sentences:
    """Which sentence a character is in."""

    def __init__(self, plain: str) -> None:
        self.spans = sentences(plain)
        self._starts = [start for start, _end in self.spans]

    def of(self, position: int) -> tuple[int, int]:
        """Return the sentence around a character."""
        number = bisect_right(self._starts, position) - 1
        return self.spans[number] if number >= 0 else (0, position + 1)
