from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.models import Case, Outbreak, Unit
from firebreak.site.entry.about import outbreaks
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, county_of, open_units, own_units

S = Case.Status


def statuses(now: str | None) -> list[tuple[str, str]]:
    """What a case may become, as choices."""
    return [(s.value, s.label) for s in S if s in CAN_BECOME[now]]


def counties():
    return open_units(Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL))


class ImportedField(forms.TypedChoiceField):
    """Whether somebody was infected elsewhere: yes, no, or not known."""

    WORDS = {"yes": True, "no": False, "": None}

    def __init__(self, **kwargs):
        choices = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
        super().__init__(
            choices=choices, coerce=self.WORDS.get, empty_value=None, required=False, **kwargs
        )


class NewCaseForm(PersonForm, EntryForm):
    """Person, onset, exposure in a line; the unit comes from the post, the hour is now."""

    onset = WhenField(
        label=_("Onset of symptoms"),
        empty="unknown",
        help_text=_("As exactly as it is known: 2 Feb, 1月31日晚, yesterday. Empty: not known."),
    )
    status = forms.ChoiceField(
        label=_("Classified as"),
        choices=lambda: statuses(None),
        initial=S.SUSPECTED,
        widget=toggles(),
    )
    note = forms.CharField(
        label=_("Exposure, in a line"),
        max_length=300,
        required=False,
        help_text=_("Where, with whom, when: “dinner of 20 on 17 Jan”, “back from Wuhan 22 Jan”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    infected_through = forms.ChoiceField(
        label=_("Infected through"),
        choices=Case.InfectedThrough.choices,
        initial=Case.InfectedThrough.UNKNOWN,
        required=False,
    )
    imported = ImportedField(label=_("Infected outside the city"))
    when = WhenField(label=_("Classified at"), empty="now")
    unit = UnitChoice(label=_("Reporting unit"), queryset=None, empty_label=None)

    more = ("infected_through", "imported", "when", "unit")

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["unit"].initial = self.scope.unit_id
        self.order_fields(["once"])

    def clean(self):
        given = super().clean()
        given["unit_counting"] = self._counting()
        if given["unit_counting"] is None and not self.errors:
            where = "lives_in" if "lives_in" in self.fields else None
            self.add_error(where, _("Say where the person stays: the case is counted there."))
        return given

    def _counting(self) -> Unit | None:
        """The county he stays in, else the county of the unit that reports him."""
        person = self.cleaned_data.get("person")
        known = (person.unit_stay or person.unit_residence) if person else None
        stays = self.cleaned_data.get("lives_in") or known
        return county_of(stays) or county_of(self.cleaned_data.get("unit"))


class ClassifyForm(EntryForm):
    status = forms.ChoiceField(label=_("The case is now"), widget=toggles())
    when = WhenField(label=_("Since"), empty="now")
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("For example: two negative results, 24 hours apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def set_up(self) -> None:
        self.fields["status"].choices = statuses(self.about.case.status)


class CorrectCaseForm(EntryForm):
    """What may be corrected of a case; the earlier version stays in the history."""

    onset = WhenField(label=_("Onset of symptoms"), empty="unknown")
    unit_counting = UnitChoice(label=_("Counted in"), queryset=None, empty_label=None)
    unit_reporting = UnitChoice(label=_("Reported by"), queryset=None, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=Case.Severity.choices)
    infected_through = forms.ChoiceField(
        label=_("Infected through"), choices=Case.InfectedThrough.choices
    )
    imported = ImportedField(label=_("Infected outside the city"))
    outbreak = forms.ModelChoiceField(
        label=_("Belongs to the outbreak"), queryset=None, required=False, empty_label=_("none")
    )
    number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    note = forms.CharField(
        label=_("Exposure, in a line"), max_length=300, required=False, widget=forms.TextInput
    )
    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=200,
        help_text=_("The history keeps the reason, and what stood there before."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why; the history keeps the reason.")},
    )
    more = ("unit_reporting", "infected_through", "imported", "outbreak", "number", "note")

    def set_up(self) -> None:
        self.fields["unit_counting"].queryset = counties() | self._kept("unit_counting")
        reporters = own_units(self.scope) | self._kept("unit_reporting")
        self.fields["unit_reporting"].queryset = reporters
        declared = outbreaks(self.scope) | Outbreak.objects.filter(pk=self.about.case.outbreak_id)
        self.fields["outbreak"].queryset = declared.order_by("-happened_at")

    def _kept(self, name: str):
        return Unit.objects.filter(pk=getattr(self.about.case, f"{name}_id"))


class WithdrawForm(EntryForm):
    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why; the history keeps the reason.")},
    )
