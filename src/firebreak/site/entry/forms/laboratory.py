from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Sample, Test
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, laboratories, own_units


class SampleForm(PersonForm, EntryForm):
    kind = forms.ChoiceField(
        label=_("Kind of sample"),
        choices=Sample.Kind.choices,
        initial=Sample.Kind.THROAT,
        widget=toggles(),
    )
    number = forms.CharField(
        label=_("Number on the label"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    laboratory = UnitChoice(
        label=_("Goes to"), queryset=None, required=False, empty_label=_("not decided yet")
    )
    when = WhenField(label=_("Taken"), empty="now")
    unit = UnitChoice(label=_("Taken by"), queryset=None, empty_label=None)
    more = ("unit",)

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["unit"].initial = self.scope.unit_id
        self.fields["laboratory"].queryset = laboratories()
        self.fields["laboratory"].initial = self._usual_laboratory()

    def _usual_laboratory(self) -> int | None:
        """The one this post last sent a sample to, else the only one there is."""
        sent = Sample.objects.filter(unit_id=self.scope.unit_id, laboratory__isnull=False)
        last = sent.order_by("-id").values_list("laboratory_id", flat=True).first()
        only = list(laboratories().values_list("pk", flat=True)[:2])
        return last or (only[0] if len(only) == 1 else None)


class ReceivedForm(EntryForm):
    when = WhenField(label=_("Received"), empty="now", exact=True)
    laboratory = UnitChoice(label=_("By which laboratory"), queryset=None, empty_label=None)
    more = ("laboratory",)

    def set_up(self) -> None:
        sample = self.about.sample
        here = laboratories().filter(pk=self.scope.unit_id).first()
        self.fields["laboratory"].queryset = laboratories()
        self.fields["laboratory"].initial = sample.laboratory_id or (here and here.pk)
        if self.fields["laboratory"].initial is None:
            self.more = ()


class ResultForm(EntryForm):
    result = forms.ChoiceField(
        label=_("Result"),
        choices=Test.Result.choices,
        widget=toggles(),
        error_messages={"required": _("Choose the result.")},
    )
    when = WhenField(label=_("Result known"), empty="now")
    method = forms.ChoiceField(
        label=_("Method"), choices=Test.Method.choices, initial=Test.Method.PCR
    )
    more = ("method",)
