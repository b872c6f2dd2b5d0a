from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from firebreak.records.models import Contact, Person, Place
from firebreak.records.visibility import cases, people
from firebreak.site.entry.form import toggles
from firebreak.site.entry.forms.contacts import KINDS
from firebreak.site.entry.kept import HeldAgainstRecord
from firebreak.site.entry.times import WhenField
from firebreak.site.navigation import address

SOME = {"min_value": 0, "max_value": 100_000, "required": False}
COUNT = {"inputmode": "numeric", "class": "short"}
MOST_ATTENDEES = 200


class GatheringForm(HeldAgainstRecord):
    """Where people came together, how many as it was told, and who of them is on file."""

    what = forms.CharField(
        label=pgettext_lazy("a gathering", "What"),
        max_length=120,
        help_text=gettext_lazy("A dinner, a wedding, a meeting."),
        error_messages={"required": gettext_lazy("Say what it was, in a few words.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=120,
        help_text=gettext_lazy("As people call it; one on file with this name is used again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say where.")},
    )
    when = WhenField(
        label=gettext_lazy("When"),
        empty=None,
        help_text=gettext_lazy("17 Jan 18:00 to 21:00, or as exactly as it is known."),
    )
    attendees = forms.CharField(
        label=gettext_lazy("Who of those on file was there"),
        required=False,
        max_length=8000,
        help_text=gettext_lazy("One a line: the name, or the number of the case."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    manner = forms.ChoiceField(
        label=gettext_lazy("How they met"),
        choices=Contact.Manner.choices,
        initial=Contact.Manner.MEAL,
        widget=toggles(),
    )
    people = forms.IntegerField(
        label=gettext_lazy("People, as it was told"), widget=forms.TextInput(attrs=COUNT), **SOME
    )
    later_confirmed = forms.IntegerField(
        label=gettext_lazy("Confirmed later, as it was told"),
        widget=forms.TextInput(attrs=COUNT),
        **SOME,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"), choices=KINDS, initial=Place.Kind.UNKNOWN
    )
    source_name = forms.CharField(
        label=gettext_lazy("Who is held to be the source"), max_length=80, required=False
    )
    none_from = forms.CharField(
        label=gettext_lazy("None of the others had been to"), max_length=80, required=False
    )
    more = ("people", "later_confirmed", "kind", "source_name", "none_from")

    def set_up(self) -> None:
        """Begin with the place and the person of the address."""
        if self.about.place is not None:
            self.fields["place"].initial = self.about.place.name
            self.fields["kind"].initial = self.about.place.kind
        if self.about.whom is not None:
            self.fields["attendees"].initial = self.about.whom.name

    def clean_attendees(self) -> list[Person]:
        """Settle who each line is; a name of several people says nobody."""
        lines = [line.strip() for line in self.cleaned_data["attendees"].splitlines()]
        said = list(dict.fromkeys(line for line in lines if line))
        if len(said) > MOST_ATTENDEES:
            raise ValidationError(
                _("At most %(most)s at once. Take a longer list in by the inbox.")
                % {"most": MOST_ATTENDEES}
            )
        found: list[Person] = []
        problems = []
        for line in said:
            named = self._called(line)
            found += named[:1]
            if len(named) != 1:
                problems.append(self._unsettled(line, named))
        if problems:
            raise ValidationError(problems)
        return list({person.pk: person for person in found}.values())

    def who_was_there(self) -> list[Person]:
        """Return the attendees."""
        return self.cleaned_data["attendees"]

    def _called(self, said: str) -> list[Person]:
        """Who is meant: one, nobody, or the first two of several."""
        whom = self.about.whom
        if whom is not None and said == whom.name:
            return [whom]
        case = cases(self.scope).filter(number=said).select_related("person").first()
        return [case.person] if case else list(people(self.scope).filter(name=said)[:2])

    def _unsettled(self, said: str, named: list[Person]) -> str:
        if named:
            return _("Several people are called %(name)s. Write the number of his case.") % {
                "name": said
            }
        nobody = _("Nobody on file is called %(name)s, and no case has this number.") % {
            "name": said
        }
        if not self.scope.may("people.register"):
            return nobody
        # A window of its own, so that what is typed here stays.
        return format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
            nobody,
            address("entry_stay"),
            _("Enter the person first, then save this again"),
        )
