from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_units, receiver, receivers


class OrderDoneForm(EntryForm):
    """The report that an order was carried out, by whoever answers for it, to the one above."""

    text = forms.CharField(
        label=pgettext_lazy("an order", "What was done"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    when = WhenField(label=_("Done"), empty="now")
    unit = UnitChoice(label=_("From"), queryset=None, empty_label=None)
    to_unit = UnitChoice(label=_("To"), queryset=None, empty_label=None)
    more = ("unit", "to_unit")

    def set_up(self) -> None:
        own = own_units(self.scope)
        self.fields["unit"].queryset = own
        if self.about.directive is None:
            return
        holder = own.filter(pk=self.about.directive.unit_id).first() or own.first()
        self.fields["unit"].initial = holder.pk
        self.fields["to_unit"].queryset = receivers(holder)
        self.fields["to_unit"].initial = receiver(holder).pk
