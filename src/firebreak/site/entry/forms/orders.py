from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.site.entry.deadlines import Deadline, DeadlineField, deadline_of
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_unit, own_units, receiver, receivers


class OrderForm(EntryForm):
    """An order, with who answers for it and until when it is to be done."""

    text = forms.CharField(
        label=_("The order"),
        max_length=4000,
        help_text=_("In its own words, as it was given."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is ordered.")},
    )
    deadline = DeadlineField(
        label=_("To be done within, or by"),
        help_text=_(
            "48 hours, 2 days; or the end itself: 5 Feb 18:00, 2月5日18时. A number alone is hours;"
            " they count from when the order was given."
        ),
    )
    unit = UnitChoice(label=_("Answers for it"), queryset=None, empty_label=None)
    when = WhenField(label=_("Given"), empty="now")
    action = forms.CharField(label=_("What to do, in a few words"), max_length=120, required=False)
    issuer = forms.CharField(label=_("Ordered by"), max_length=120, required=False)
    addressee = forms.CharField(
        label=_("To whom"),
        max_length=120,
        required=False,
        help_text=_("As it is written: offices, trades, everybody."),
    )
    more = ("when", "action", "issuer", "addressee")

    def set_up(self) -> None:
        """Offer one's own units; the one that the address names answers."""
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["unit"].initial = (self.about.unit or own_unit(self.scope)).pk

    def clean(self):
        given = super().clean()
        given["deadline"] = self._deadline(given)
        return given

    def _deadline(self, given: dict) -> Deadline:
        try:
            return deadline_of(given.get("deadline") or "", given.get("when"))
        except ValidationError as refused:
            self.add_error("deadline", ValidationError(refused.messages))
            return Deadline()


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
