from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from firebreak.records.actions.places import why_not
from firebreak.records.models import Place, Unit
from firebreak.records.one_place import named, present, told_apart
from firebreak.records.traces.feed_places import suggestions
from firebreak.records.visibility import places
from firebreak.site.asked import number
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.forms.contacts import KINDS
from firebreak.site.entry.units import UnitChoice, divisions, own_units

DATUMS = [
    ("wgs84", gettext_lazy("WGS-84 (GPS)")),
    ("gcj02", gettext_lazy("GCJ-02 (Chinese maps)")),
]
UNTYPED = {"autocomplete": "off"}


class CorrectPlaceForm(EntryForm):
    """What is known of a place itself; who was there is not touched."""

    name = forms.CharField(
        label=pgettext_lazy("a place", "Name"),
        max_length=120,
        widget=forms.TextInput(attrs=UNTYPED),
    )
    unit = UnitChoice(
        label=gettext_lazy("Unit it lies in"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("outside the city, or not known"),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude, degrees"),
        required=False,
        help_text=gettext_lazy("As 113.1340. Empty, with the latitude: not known where it is."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", **UNTYPED}),
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude, degrees"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", **UNTYPED}),
    )
    datum = forms.ChoiceField(label=gettext_lazy("Datum of the coordinates"), choices=DATUMS)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), choices=KINDS)
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("The history keeps the reason, and what stood there before."),
        widget=forms.TextInput(attrs=UNTYPED),
        error_messages={"required": gettext_lazy("Say why; the history keeps the reason.")},
    )
    more = ("datum", "kind")

    def set_up(self) -> None:
        place = self.about.place
        kept = Unit.objects.filter(pk=place.unit_id)
        self.fields["unit"].queryset = divisions(self.scope) | kept | own_units(self.scope)
        if place.kind not in dict(KINDS):  # a run, or a part of a place: it stays what it is
            del self.fields["kind"]


class TwoPlacesForm(EntryForm):
    """Which other record is meant, and why the two are one place, or are not."""

    other = forms.CharField(
        max_length=120,
        help_text=gettext_lazy("Its name on record, or its number as #47."),
        widget=forms.TextInput(attrs={**UNTYPED, "list": "alike-places"}),
        error_messages={"required": gettext_lazy("Say which place.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.TextInput(attrs=UNTYPED),
        error_messages={
            "required": gettext_lazy("Say why: whoever reads it later has to judge it.")
        },
    )

    @property
    def alike(self) -> list[Place]:
        """The places on record whose names are most alike."""
        name = self.about.place.name
        found = suggestions({name}, self.scope)[name]
        return [place for place in found if place.pk != self.about.place.pk]

    def clean_other(self) -> Place:
        """The place of that number or name; one name of several places needs the number."""
        text = self.cleaned_data["other"].strip()
        among = places(self.scope).exclude(pk=self.about.place.pk)
        if text.startswith("#") and (pk := number(text[1:].split()[0] if text[1:] else "")):
            found = list(among.filter(pk=present(pk)))
        else:
            found = list(named(among, text)[:2])
        if len(found) > 1:
            raise ValidationError(_("Several places are called so. Give the number, as #47."))
        if not found:
            raise ValidationError(_("No other place on record is called so. Check the name."))
        if refused := self.why_not(found[0]):
            raise ValidationError(refused)
        return found[0]

    def why_not(self, other: Place) -> str:
        """Return why it cannot be said of the two as they are; "" if it can."""
        raise NotImplementedError


class MergePlaceForm(TwoPlacesForm):
    """Which other record is the same place, and under which of the two names it is kept."""

    THIS, OTHER = "this", "other"
    keep = forms.ChoiceField(
        label=gettext_lazy("Kept is"), choices=(), initial=THIS, widget=toggles()
    )
    field_order = ("other", "keep", "reason")

    def set_up(self) -> None:
        self.fields["other"].label = _("The same place as")
        self.fields["keep"].choices = [
            (self.THIS, f"{self.about.place} #{self.about.place.pk}"),
            (self.OTHER, _("the other")),
        ]

    def why_not(self, other: Place) -> str:
        return why_not(self.about.place, other)


class TellPlacesApartForm(TwoPlacesForm):
    """Which other record looks like this place and is another, and how that is known."""

    def set_up(self) -> None:
        self.fields["other"].label = _("Not the same place as")

    def why_not(self, other: Place) -> str:
        if told_apart(self.about.place, other) is None:
            return ""
        return _("It was settled already that these are two places.")
