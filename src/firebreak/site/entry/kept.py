"""What is entered of people who by the record were kept somewhere else: asked once, then taken.

The record may be wrong as well as what is told, and only who enters it can ask. So it is no
refusal: whoever ticks that it is right as told has it saved, and the check of the record's
consistency lists it until one of the two is corrected.
"""

from collections.abc import Iterable, Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firebreak.engine.when import When
from firebreak.records.kept import kept_elsewhere
from firebreak.records.models import Person, Place, Placement
from firebreak.records.one_place import named
from firebreak.records.visibility import places
from firebreak.site.entry.form import EntryForm
from firebreak.site.navigation import address
from firebreak.site.templatetags.pages import minute


class HeldAgainstRecord(EntryForm):
    """A form of who was where, which asks when the record has somebody elsewhere at that time."""

    as_told = forms.BooleanField(
        label=gettext_lazy("It is right as told: save it all the same"), required=False
    )
    asks = False  # whether it does

    @property
    def main_fields(self) -> list[forms.BoundField]:
        fields = [field for field in super().main_fields if field.name != "as_told"]
        return [*fields, self["as_told"]] if self.asks else fields

    def who_was_there(self) -> Sequence[Person]:
        """Return those on file of whom a filled-in form is; each form its own."""
        raise NotImplementedError

    def clean(self):
        given = super().clean()
        if not self.errors:
            self._hold_against_record(given, self.who_was_there())
        return given

    def _hold_against_record(self, given: dict, people: Sequence[Person]) -> None:
        found = kept_elsewhere(people, self._place(given), given["when"])
        self.asks = bool(found)
        if found and not given.get("as_told"):
            self.add_error("as_told", ValidationError([*_sentences(found)]))

    def _place(self, given: dict) -> Place:
        held, name = self.about.place, given["place"].strip()
        if held is not None and name == held.name:
            return held
        known = named(places(self.scope), name).order_by("id").first()
        return known or Place(name=name, kind=given["kind"])


def _sentences(found: Iterable[Placement]) -> Iterable[str]:
    for placement in found:
        yield format_html(
            '<a href="{}" target="_blank" rel="noopener">{}</a> {}',
            address("person", pk=placement.person_id),
            placement.person.name,
            _said(placement),
        )


def _said(placement: Placement) -> str:
    when: When = placement.happened
    day = when.local_day(settings.CITY_ZONE)
    since = day.isoformat() if when.end and day else minute(when.start)
    if placement.level == Placement.Level.HOME:
        return _("was kept at home since %(since)s by the record. Ask which is right.") % {
            "since": since
        }
    return _("was kept at %(unit)s since %(since)s by the record. Ask which is right.") % {
        "unit": placement.unit,
        "since": since,
    }
