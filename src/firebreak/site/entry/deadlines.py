"""The field for a deadline: hours or days from the order on, or the end itself.

What stands alone as a number is hours. A day ends at its midnight, and a date without its year is
the nearest to the order, ahead or past: a deadline that lies before the order is refused, not moved
to the next year.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from firebreak.engine.dates import DateError, read_when
from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.directives import check_deadline
from firebreak.site.entry.times import read_typed, sentence_of, this_minute

HOURS_A_DAY = 24
HALF_A_YEAR = timedelta(days=180)
#: Words for a day that lies ahead, as an order says them.
DAYS_AHEAD = {
    **{"今天": 0, "今日": 0, "today": 0},
    **{"明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "后日": 2},
}
_SPAN = re.compile(
    r"(?:within |in )?(\d{1,6}) ?(?:(小时|个小时|钟头|h|hours?)|(天|days?|d|日(?=之?内)))?(?:之?内|以内)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:by|before|until|截至|截止到?)\s*|\s*(?:之前|以前|前|为止|止)$", re.IGNORECASE
)
_AHEAD = re.compile(rf"({'|'.join(DAYS_AHEAD)})\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Deadline:
    """Hours from the order on, or an end; neither, where it names none."""

    hours: int | None = None
    until: datetime | None = None

    def due(self, given: When) -> datetime | None:
        """When it is due; None without a deadline, or where it counts from an unknown time."""
        if self.hours is None or given.latest is None:
            return self.until
        return given.latest + timedelta(hours=self.hours)


def read_deadline(text: str, given: When) -> Deadline:
    """
    Read a deadline as it was typed, of an order that was given at some time.

    Raises
    ------
    DateError
        It is neither a number of hours or days nor a time that can be read in one way only.
    """
    plain = " ".join(text.split())
    if not plain:
        return Deadline()
    if span := _SPAN.fullmatch(plain):
        return Deadline(hours=int(span[1]) * (HOURS_A_DAY if span[3] else 1))
    return Deadline(until=_end(_BEFORE.sub("", plain), given))


def _end(text: str, given: When) -> datetime | None:
    """The last instant of a time that lies ahead; a time of day alone is of the day of the order."""
    began = given.local_day(settings.CITY_ZONE) or _today()
    if ahead := _AHEAD.fullmatch(text):
        on = _today() + timedelta(days=DAYS_AHEAD[ahead[1].lower()])
        text = f"{on.isoformat()} {ahead[2]}".strip()
    try:
        return _read(text, began)
    except DateError as refused:
        if refused.code != "no_day":
            raise
    return _read(f"{began.isoformat()} {text}", began)


def _read(text: str, began: date) -> datetime | None:
    when = read_when(text, zone=settings.CITY_ZONE, today=began + HALF_A_YEAR, spoken=False)
    return when.latest


def _today() -> date:
    return clock.now().astimezone(settings.CITY_ZONE).date()


def due_understood(text: str, given: str) -> dict[str, object]:
    """Return when an order would be `due`, or the `problem`; nothing where nothing was typed."""
    if not text:
        return {}
    try:
        began = read_typed(given) if given else None
        found = deadline_of(text, began)
    except (DateError, ValidationError) as refused:
        said = refused.messages if isinstance(refused, ValidationError) else [sentence_of(refused)]
        return {"problem": " ".join(said)}
    return {"due": found.due(began or When.minute(this_minute()))}


class DeadlineInput(forms.TextInput):
    """A text input with the time under it at which the order is then due."""

    template_name = "entry/widgets/deadline.html"

    def __init__(self, attrs=None):
        asks = {
            "hx-post": reverse_lazy("entry_deadline_understood"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "next .understood",
            "hx-params": "deadline,when",
        }
        plain = {"autocomplete": "off", "spellcheck": "false"}
        super().__init__({**plain, **asks, **(attrs or {})})


class DeadlineField(forms.CharField):
    """A deadline as it is typed; the form reads it when it knows when the order was given."""

    widget = DeadlineInput

    def __init__(self, **kwargs):
        super().__init__(max_length=60, required=False, **kwargs)


def deadline_of(text: str, given: When | None) -> Deadline:
    """
    Return the deadline that was typed.

    Raises
    ------
    ValidationError
        It cannot be read, or is no deadline of such an order, with how to write it.
    """
    began = given or When.minute(this_minute())
    try:
        found = read_deadline(text, began)
    except DateError as refused:
        how = _("Or write hours or days, for example 48 or 2 days.")
        raise ValidationError([sentence_of(refused), how]) from None
    check_deadline(began, found.hours, found.until)
    return found
