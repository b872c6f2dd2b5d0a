from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import AuditFinding, Unit
from firebreak.site.entry.choosing import one_of
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_units

LOGGING = (Unit.Kind.HOSPITAL, Unit.Kind.LABORATORY)


class AuditForm(PersonForm, EntryForm):
    """Who stands in the log, in whose, and when; whether he was reported follows from the cards."""

    unit = UnitChoice(label=_("Unit audited"), queryset=None, empty_label="—")
    log = forms.ChoiceField(
        label=_("Log"),
        choices=AuditFinding.Log.choices,
        initial=AuditFinding.Log.OUTPATIENT,
        widget=toggles(),
    )
    when = WhenField(label=_("In the log on"), empty=None)
    reference = forms.CharField(
        label=_("Page or number in the log"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    found = WhenField(label=_("Found by the audit"), empty="now", exact=True)
    more = ("reference", "found")

    def set_up(self) -> None:
        """Offer the hospitals and laboratories of one's own units."""
        units = own_units(self.scope, LOGGING).filter(kind__in=LOGGING)
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = one_of(units)
