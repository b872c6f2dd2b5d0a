from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.models import Unit
from firebreak.site.entry.deadlines import Deadline, DeadlineField, deadline_of
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import (
    CITYWIDE,
    UnitChoice,
    divisions_below,
    own_units,
    receiver,
    receivers,
)

EVERY = "every"


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
    units = forms.MultipleChoiceField(
        label=_("Answers for it"),
        required=False,
        help_text=_(
            "Each gets an order of its own, with its own clock, and reports it done itself."
        ),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "toggles"}),
    )
    unit = UnitChoice(
        label=_("Another unit answers for it"),
        queryset=None,
        required=False,
        empty_label=_("choose a unit"),
    )
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
        """Offer one's own units; without one that the address names, nobody is chosen."""
        below = list(divisions_below(self.scope))
        self._below = {str(unit.pk): unit for unit in below}
        self.fields["unit"].queryset = own_units(self.scope)
        self.fields["units"].choices = [
            (EVERY, _every(below)),
            *((key, str(unit)) for key, unit in self._below.items()),
        ]
        if len(below) <= 1:  # the list of all is enough
            del self.fields["units"]
            self.fields["unit"].label = _("Answers for it")
        self._choose(self.about.unit)

    def _choose(self, unit: Unit | None) -> None:
        if "units" in self.fields and unit in self._below.values():
            self.fields["units"].initial = [str(unit.pk)]
        elif unit is not None and unit.pk != self.scope.unit_id:  # to oneself only on purpose
            self.fields["unit"].initial = unit.pk

    def clean(self):
        given = super().clean()
        given["deadline"] = self._deadline(given)
        given["units"] = self._who_answers(given)
        return given

    def _who_answers(self, given: dict) -> list[Unit]:
        """The units that were ticked, or all of them, and the one of the list; each once."""
        ticked = given.get("units", [])
        chosen = [unit for pk, unit in self._below.items() if EVERY in ticked or pk in ticked]
        if given.get("unit"):
            chosen.append(given["unit"])
        field = "units" if "units" in self.fields else "unit"
        if not chosen and not {"units", "unit"} & self.errors.keys():
            self.add_error(field, ValidationError(_("Choose who answers for it.")))
        return list(dict.fromkeys(chosen))

    def _deadline(self, given: dict) -> Deadline:
        try:
            return deadline_of(given.get("deadline") or "", given.get("when"))
        except ValidationError as refused:
            self.add_error("deadline", ValidationError(refused.messages))
            return Deadline()


def _every(below: list[Unit]) -> str:
    is_city = all(unit.kind in CITYWIDE for unit in below)
    return _("every county") if is_city else _("every unit here")


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
