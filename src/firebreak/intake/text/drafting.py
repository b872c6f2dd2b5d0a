"""What the rules have in common: the page, its times and labels, and the drafts made so far."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from firebreak.intake.drafts import Doubt, Draft, Note, Span, Value
from firebreak.intake.text.page import Page, Sentences
from firebreak.intake.text.times import Time

CLAUSE_END = re.compile(r"[,。;!?\n:]")
#: What the labeller is less sure of than this is left to the person who reads the text.
LEAST_SURE = 0.5
STOP = re.compile(r"[。;!?\n]")


@dataclass
class Drafting:
    """
    A page being read.

    Parameters
    ----------
    page, times
        What is read, and the times in it.
    published, zone
        The day of publication, if known, and where the clock is.
    """

    page: Page
    times: list[Time]
    published: date | None
    zone: tzinfo
    drafts: list[Draft] = field(default_factory=list)
    #: Where something is told of somebody whom what is told of a case names.
    of_others: set[int] = field(default_factory=set)
    of_others_in_english: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    _of_the_text: dict[str, Value | None] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.plain = self.page.plain
        self.sentences = Sentences(self.plain)
        self._time_starts = [time.start for time in self.times]

    def add(
        self,
        kind: str,
        fields: Mapping[str, Value | None],
        links: Mapping[str, str | None] | None = None,
        doubts: tuple[Doubt, ...] = (),
    ) -> str:
        """Keep a draft and return its key; its confidence is that of its least certain value."""
        self._counts[kind] += 1
        key = f"{kind}-{self._counts[kind]}"
        known = {name: value for name, value in fields.items() if value is not None}
        linked = {role: to for role, to in (links or {}).items() if to is not None}
        confidence = min((value.confidence for value in known.values()), default=1.0)
        self.drafts.append(Draft(key, kind, known, linked, confidence, doubts))
        return key

    def note(self, code: str, start: int, end: int) -> None:
        """Note words that were not drafted, or not with certainty, as they are written."""
        said = self.page.said(start, end).strip(" .\n")
        self.notes.append(Note(code, self.page.span(start, end), {"said": said}))

    def has_care(self, person: str, start: int, end: int) -> bool:
        """Whether a visit or a stay in hospital of a person was read within these characters."""
        inside = self.page.span(start, end)
        return any(
            inside.start <= value.origin.start < inside.end
            for draft in self.drafts
            if draft.kind in ("check", "placement") and draft.links.get("person") == person
            for value in draft.fields.values()
            if isinstance(value.origin, Span)
        )

    def value(self, value: object, start: int, end: int, confidence: float = 1.0) -> Value:
        """Return a value with its span and quotation."""
        return self.page.value(value, start, end, confidence)

    def once(self, name: str, ask: Callable[[], Value | None]) -> Value | None:
        """Return what holds of the whole text or of one section, asked for when first needed."""
        if name not in self._of_the_text:
            self._of_the_text[name] = ask()
        return self._of_the_text[name]

    def words(self, start: int, end: int, confidence: float = 1.0) -> Value:
        """Return a value that is the words themselves."""
        return self.value(self.page.said(start, end), start, end, confidence)

    def number(self, match: re.Match[str], group: str | int) -> Value:
        """Return a whole number that was matched."""
        return self.value(int(match[group]), *match.span(group))

    def when(self, time: Time, confidence: float = 1.0) -> Value:
        """Return a time as a value."""
        return self.value(time.when, time.start, time.end, confidence * time.confidence)

    def times_in(self, start: int, end: int) -> list[Time]:
        """Return the times that begin within these characters."""
        first, after = bisect_left(self._time_starts, start), bisect_left(self._time_starts, end)
        return self.times[first:after]

    def time_at(self, start: int, end: int) -> Time | None:
        """Return the time that shares characters with these; the last, of several."""
        found = [time for time in self.times_in(max(start - 24, 0), end) if time.end > start]
        return found[-1] if found else None

    def time_before(self, position: int, start: int) -> Time | None:
        """Return the last time between `start` and a position."""
        found = self.times_in(start, position)
        return found[-1] if found else None


def chinese_number(words: str) -> int:
    """
    Read a whole number below a thousand, in digits or Chinese numerals.

    Examples
    --------
    >>> chinese_number("二十三"), chinese_number("十"), chinese_number("15")
    (23, 10, 15)
    """
    if words.isdigit():
        return int(words)
    digits = {"零": 0, "〇": 0, "两": 2} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
    hundreds, _, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * digits.get(hundreds, 0) + 10 * (digits.get(tens, 1) if ten else 0)
    return total + digits.get(ones.strip("零"), 0)
