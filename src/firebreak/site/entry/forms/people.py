from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Person, Unit
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import AgeField
from firebreak.site.entry.units import UnitChoice, divisions, own_units


class CorrectPersonForm(EntryForm):
    """What is known of a person. Identifiers are there only for a post that may read them."""

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, widget=toggles())
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],
        help_text=_("As 1975-03-21."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is not a day. Write it as 1975-03-21.")},
    )
    age = AgeField(
        label=_("Age"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    unit_stay = UnitChoice(label=_("Stays in"), queryset=None, required=False, empty_label="—")
    unit_residence = UnitChoice(label=_("Lives in"), queryset=None, required=False, empty_label="—")
    address = forms.CharField(
        label=_("Present address, to the door"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    group = forms.ChoiceField(label=_("Population group"), choices=Person.Group.choices)
    employer = forms.CharField(
        label=_("Employer or school"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    arrived_from = forms.CharField(
        label=_("Came from"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def set_up(self) -> None:
        if not self.scope.may("identifiers.read"):
            for name in ("phone", "id_number", "address"):
                del self.fields[name]
        person = self.about.person
        kept = Unit.objects.filter(pk__in=[person.unit_stay_id, person.unit_residence_id])
        for name in ("unit_stay", "unit_residence"):
            self.fields[name].queryset = divisions(self.scope) | kept | own_units(self.scope)
