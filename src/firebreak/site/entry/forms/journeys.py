import base64
import binascii
import re
from datetime import date, datetime, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firebreak.engine.dates import DateError, read_when
from firebreak.engine.when import Precision, When
from firebreak.records.actions.journeys import kind_of
from firebreak.records.models import Place
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField, sentence_of

DAY = timedelta(days=1)
CLOCK = re.compile(r"\s*\d{1,2}\s*[:：点时]\s*\d{0,2}\s*分?\s*")
LARGEST = 2 * 1024 * 1024  # bytes; a list of ten thousand passengers is a quarter of it
AS_NUMBERED = "", _("as the number says")


class ClockField(forms.CharField):
    """A time on the day of the journey: 18:40, or with a day of its own. Cleaned by its form."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "18:40"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)


class RunForm(forms.Form):
    """Which run: its number and day, and its kind where the number does not tell."""

    number = forms.CharField(
        label=_("Train, flight or plate"),
        max_length=20,
        help_text=_("G72, CZ3341, or the plate of a coach."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the number of the train or flight, or the plate.")},
    )
    on = WhenField(label=_("Day of the journey"), empty=None, help_text=_("2020-01-16, 1月16日"))
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[AS_NUMBERED, *((kind.value, kind.label) for kind in Place.RUNS)],
        required=False,
    )

    def clean_on(self) -> date | None:
        when = self.cleaned_data["on"]
        if when.precision is Precision.INTERVAL:
            raise ValidationError(_("Say the one day on which the journey began."))
        return when.local_day(settings.CITY_ZONE)


class JourneyForm(PersonForm, RunForm, EntryForm):
    coach = forms.CharField(label=_("Carriage"), max_length=10, required=False)
    seat = forms.CharField(
        label=_("Seat"), max_length=40, required=False, help_text=_("07车12A, 12A, or as written.")
    )
    boarding = forms.CharField(label=_("Boarded at"), max_length=60, required=False)
    boarded_at = ClockField(label=_("Boarded at (time)"))
    leaving = forms.CharField(label=_("Left at"), max_length=60, required=False)
    left_at = ClockField(label=_("Left at (time)"))

    def set_up(self) -> None:
        for name in ("coach", "seat", "boarding", "leaving"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self):
        given = super().clean()
        given["kind"] = given.get("kind") or kind_of(given.get("number") or "")
        if given.get("on") is None and "on" not in self.errors:
            self.add_error("on", self.fields["on"].error_messages["required"])
        if given.get("number") and not given["kind"]:
            self.add_error(
                "kind", _("The number does not tell what it is. Choose train, flight, coach…")
            )
        for name in ("boarded_at", "left_at"):
            given[name] = self._time(name, given.get("on"))
        start, end = given["boarded_at"], given["left_at"]
        if start and end and end <= start and CLOCK.fullmatch(self.data.get("left_at", "")):
            given["left_at"] = end + DAY  # a clock alone: it arrived on the next day
        return given

    def _time(self, name: str, on: date | None) -> datetime | None:
        text = self.cleaned_data.get(name) or ""
        if not text or on is None:
            return None
        whole = f"{on.isoformat()} {text}" if CLOCK.fullmatch(text) else text
        try:
            when = read_when(whole, zone=settings.CITY_ZONE, today=on + DAY)
        except DateError as refused:
            self.add_error(name, sentence_of(refused))
            return None
        return self._exact(name, when)

    def _exact(self, name: str, when: When) -> datetime | None:
        if when.precision is not Precision.MINUTE:
            self.add_error(name, _("Say it to the minute, for example 18:40."))
            return None
        return when.start


class PassengersForm(RunForm, EntryForm):
    """A file of passengers, and what its rows leave out. Between looking and taking in, it is kept in the page."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX, one row for each passenger, with column names above."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    more = ("number", "on", "kind")

    def set_up(self) -> None:
        for name in ("number", "on"):
            self.fields[name].required = False
        self.fields["on"].empty = "unknown"
        self.order_fields(["file", "number", "on", "kind"])

    def clean(self):
        given = super().clean()
        sent = given.get("file")
        if sent is not None and sent.size > LARGEST:
            self.add_error("file", _("The file is larger than 2 MB. Send the list in parts."))
        elif sent is not None:
            given["content"], given["file_name"] = sent.read(), sent.name
        else:
            given["content"] = self._kept(given.get("kept") or "")
            given["file_name"] = given.get("kept_name") or ""
        if not given.get("content") and not self.errors:
            self.add_error("file", _("Choose the file of the list; an empty one holds nobody."))
        return given

    def _kept(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""

    def keep(self) -> None:
        """Put the file into the page that is shown, so that it need not be chosen again."""
        data = self.data.copy()
        data["kept"] = base64.b64encode(self.cleaned_data["content"]).decode()
        data["kept_name"] = self.cleaned_data["file_name"]
        self.data = data
