from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Milestone
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_units


class OutbreakForm(EntryForm):
    name = forms.CharField(
        label=_("Name of the outbreak"),
        max_length=80,
        help_text=_("A place and an occasion; no name of a person."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give it a name.")},
    )
    when = WhenField(label=_("Declared"), empty="now")
    unit = UnitChoice(label=_("Unit that answers"), queryset=None, empty_label=None)
    more = ("unit",)

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["unit"].initial = self.scope.unit_id


class MilestoneForm(EntryForm):
    kind = forms.ChoiceField(label=_("Milestone"), choices=Milestone.Kind.choices)
    when = WhenField(label=_("Done"), empty="now")
    not_applicable = forms.BooleanField(label=_("It does not apply here"), required=False)
    note = forms.CharField(
        label=_("Note; the reason, if it does not apply"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def set_up(self) -> None:
        """Offer first what has not been recorded yet."""
        done = set(self.about.outbreak.milestones.values_list("kind", flat=True))
        left = [c for c in Milestone.Kind.choices if c[0] not in done]
        again = [c for c in Milestone.Kind.choices if c[0] in done]
        choices = left + ([(_("Recorded already"), again)] if again else [])
        self.fields["kind"].choices = choices
