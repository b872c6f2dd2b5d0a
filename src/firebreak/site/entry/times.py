"""The one field for times: takes what people write, shows what was understood."""

from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from firebreak.engine.dates import DateError, read_when, write_when
from firebreak.engine.when import Precision, When
from firebreak.records import clock

NOW_WORDS = frozenset(["now", "现在", "刚才", "刚刚"])
MANNER = {
    Precision.MINUTE: pgettext_lazy("a time is known", "to the minute"),
    Precision.DAY: pgettext_lazy("a time is known", "to the day"),
    Precision.INTERVAL: pgettext_lazy("a time is known", "some time in between"),
    Precision.UNKNOWN: pgettext_lazy("a time is known", "not known"),
}


def this_minute() -> datetime:
    """Return the present minute: what "now" means in a form."""
    return clock.now().replace(second=0, microsecond=0)


def read_typed(text: str, since: date | None = None) -> When:
    """
    Read a time that was typed; a time of day alone is today's.

    A year left out is the last that does not put it after today; with `since`, the day that
    something began, the first that does not put it before that.

    Raises
    ------
    DateError
        It cannot be read in one way only.
    """
    if text.strip().lower() in NOW_WORDS:
        return When.minute(this_minute())
    today = clock.now().astimezone(settings.CITY_ZONE).date()
    try:
        return read_when(text, zone=settings.CITY_ZONE, today=today, since=since)
    except DateError as refused:
        if refused.code != "no_day":
            raise
    return read_when(f"{today.isoformat()} {text}", zone=settings.CITY_ZONE, today=today)


def sentence_of(refused: DateError) -> str:
    """Say what is wrong with a time, and how to write it, in the reader's language."""
    message, fix = refused.say("zh" if (get_language() or "").startswith("zh") else "en")
    return f"{message} {fix}" if message.isascii() else message + fix


class WhenInput(forms.TextInput):
    """A text input with what was understood under it."""

    template_name = "entry/widgets/when.html"
    since: date | None = None

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name, value, attrs):
        shown = super().get_context(name, value, attrs)
        asked = {"field": name} | ({"since": self.since.isoformat()} if self.since else {})
        shown["widget"]["attrs"] |= {
            "hx-post": f"{reverse_lazy('entry_understood')}?{urlencode(asked)}",
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "next .understood",
            "hx-params": name,
        }
        shown["understood"] = understood(value, self.since) if value else None
        return shown


class WhenField(forms.CharField):
    """
    A time as people write it, cleaned to a `When`.

    Parameters
    ----------
    empty
        What leaving it empty says: "now", "unknown", or None if it may not be empty.
    exact
        Only a time known to the minute will do; it is cleaned to an instant.
    """

    widget = WhenInput
    default_error_messages = {
        "required": _("Say when, for example 2020-01-18 19:00 or 1月18日上午."),
        "exact": _("Say it to the minute, for example 2020-01-18 19:00."),
    }

    def __init__(self, *, empty: str | None = "now", exact: bool = False, **kwargs):
        self.empty, self.exact = empty, exact
        kwargs.setdefault("required", empty is None)
        super().__init__(max_length=60, **kwargs)
        if empty == "now":
            self.widget.attrs["placeholder"] = pgettext_lazy("a time", "now")

    def read_since(self, day: date | None) -> None:
        """Read what is typed forward from a day, on which that began whose end is asked for."""
        self.widget.since = day

    def prepare_value(self, value):
        if isinstance(value, datetime):
            value = When.minute(value)
        return write_when(value, zone=settings.CITY_ZONE) if isinstance(value, When) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            when = When.minute(this_minute()) if self.empty == "now" else When.unknown()
            return self._only(when)
        try:
            return self._only(read_typed(text, self.widget.since))
        except DateError as refused:
            raise ValidationError(sentence_of(refused)) from None

    def _only(self, when: When) -> When | datetime | None:
        if not self.exact:
            return when
        if when.precision is Precision.UNKNOWN:
            return None
        if when.precision is not Precision.MINUTE:
            raise ValidationError(self.error_messages["exact"])
        return when.start


def understood(text: str, since: date | None = None) -> dict:
    """Return what a typed time was understood as: `when` and `manner`, or `problem`."""
    try:
        when = read_typed(str(text), since)
    except DateError as refused:
        return {"problem": sentence_of(refused)}
    return {"when": when, "manner": MANNER[when.precision]}
