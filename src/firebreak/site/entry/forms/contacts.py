from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Contact, Person, Place
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.kept import HeldAgainstRecord
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, senders

#: A journey has a form of its own, and a table or row is named by the seat.
KINDS = [(kind.value, kind.label) for kind in Place.Kind if kind not in (*Place.RUNS, *Place.PARTS)]


class ContactForm(PersonForm, EntryForm):
    """Who was exposed to the case, when, and how. Who answers for him is derived."""

    when = WhenField(
        label=_("Last exposure"),
        empty="unknown",
        help_text=_("As exactly as it is known: 17 Jan 19:00, 1月18日上午, 18 Jan to 20 Jan."),
    )
    manner = forms.ChoiceField(
        label=_("How"),
        choices=Contact.Manner.choices,
        initial=Contact.Manner.OTHER,
        widget=toggles(),
    )
    order = forms.TypedChoiceField(
        label=_("How close"), choices=Contact.Order.choices, initial=Contact.Order.CLOSE, coerce=int
    )
    origin = forms.ChoiceField(
        label=_("How it came to be known"),
        choices=Contact.Origin.choices,
        initial=Contact.Origin.REPORTED,
    )
    more = ("order", "origin")

    def set_up(self) -> None:
        """The case is in the address; the person is another one, so he is asked for."""


class IdentityForm(PersonForm, EntryForm):
    """Which id, in whose feeds, is this person."""

    sender = UnitChoice(label=_("Whose feed"), queryset=None, to_field_name="code")
    code = forms.CharField(
        label=_("Id in the feed"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def set_up(self) -> None:
        """Offer those of the post's units that sent a feed."""
        self.fields["sender"].queryset = senders(self.scope)


class ReachedForm(EntryForm):
    when = WhenField(label=_("Reached"), empty="now", exact=True)


class StayForm(PersonForm, HeldAgainstRecord):
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("As people call it; one on file with this name is used again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say where.")},
    )
    when = WhenField(
        label=_("From – to"),
        empty=None,
        help_text=_("17 Jan 18:00 to 21:00, or as exactly as it is known."),
    )
    kind = forms.ChoiceField(label=_("Kind of place"), choices=KINDS, initial=Place.Kind.UNKNOWN)
    seat = forms.CharField(
        label=_("Seat or table"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    more = ("kind", "seat")

    def who_was_there(self) -> list[Person]:
        """Return the person, if he is on file."""
        person = self.cleaned_data.get("person")
        return [person] if person else []
