import unicodedata
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Check
from firebreak.records.roles import Role
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_units

K = Check.Kind
#: What each role usually does, so that it need not be asked.
USUAL = {
    Role.CLINICIAN: K.FEVER_CLINIC,
    Role.HOSPITAL: K.TRIAGE,
    Role.GRID_WORKER: K.FOLLOW_UP,
    Role.CHECKPOINT: K.CHECKPOINT,
    Role.SCHOOL: K.ROUND,
    Role.LIAISON: K.GATE,
}
DECLARED = {"yes": True, "no": False, "": None}


class TemperatureField(forms.DecimalField):
    """Degrees Celsius as people type them: 37.3, 37,3, 37。3 or just 373."""

    def to_python(self, value):
        plain = unicodedata.normalize("NFKC", str(value or "")).strip().strip("°C℃ ")
        plain = plain.replace(",", ".").replace("。", ".")
        if plain.isdigit() and len(plain) == 3:
            plain = f"{plain[:2]}.{plain[2]}"
        found = super().to_python(plain)
        if found is None or not found.is_finite() or abs(found) >= 1000:  # for the validators
            return found
        return found.quantize(Decimal("0.1"))


class CheckForm(PersonForm, EntryForm):
    """Temperature, symptoms, what was done: what one hand can enter at a door."""

    temperature_celsius = TemperatureField(
        label=_("Temperature, °C"),
        required=False,
        help_text=_("373 is read as 37.3."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}
        ),
        error_messages={"invalid": _("This is not a temperature. Write it as 37.3.")},
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"),
        choices=Check.Symptom.choices,
        required=False,
        help_text=_("None chosen: none."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "toggles"}),
    )
    action_taken = forms.ChoiceField(
        label=_("What was done"),
        choices=Check.ActionTaken.choices,
        initial=Check.ActionTaken.NONE,
        widget=toggles(),
    )
    kind = forms.ChoiceField(label=_("Kind of check"), choices=K.choices)
    exposure_declared = forms.TypedChoiceField(
        label=_("Travel or contact declared"),
        choices=[("", _("not asked")), ("yes", _("yes")), ("no", _("no"))],
        coerce=DECLARED.get,
        empty_value=None,
        required=False,
        widget=toggles(),
    )
    exposure_note = forms.CharField(
        label=_("Which travel or contact"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    when = WhenField(label=_("When"), empty="now")
    unit = UnitChoice(label=_("Checked by"), queryset=None, empty_label=None)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    more = ("kind", "exposure_declared", "exposure_note", "when", "unit", "note")

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["unit"].initial = self.scope.unit_id
        self.fields["kind"].initial = self._usual()

    def _usual(self) -> str:
        """A follow-up, if the person is being kept somewhere; else what the role usually does."""
        usual = USUAL.get(self.scope.role, K.HOUSEHOLD_VISIT)
        whom = self.about.whom
        kept = whom is not None and whom.placements.filter(ended_at__isnull=True).exists()
        return K.HOUSEHOLD_VISIT if usual == K.FOLLOW_UP and not kept else usual
