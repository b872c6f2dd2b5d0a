from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Report, Unit
from firebreak.records.visibility import Scope
from firebreak.site.asked import number
from firebreak.site.entry.about import About
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, own_unit, own_units, receiver, receivers

#: kind of report -> the counts it carries; they are filled in from the record
FIGURES = {
    "daily": {"new_suspected": _("New suspected cases"), "new_confirmed": _("New confirmed cases")},
    "round_summary": {"checked": _("Checked today"), "febrile": _("With fever")},
}
CARDS = ("case_card", "correction")
MOSTLY_TEXT = ("investigation", "backtrace", "event")
#: What a back-trace answers, one by one.
BACKTRACE = {
    "source": _("Source of infection, as far as known"),
    "gap": _("Where screening let the person pass"),
}


class ReportForm(EntryForm):
    """A report of one kind, which the address says; from one's own unit, to the one above it."""

    text = forms.CharField(
        label=_("What is reported"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    to_unit = UnitChoice(label=_("To"), queryset=None, empty_label=None)
    when = WhenField(label=_("Sent"), empty="now")
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=Report.Channel.choices,
        initial=Report.Channel.DIRECT,
        help_text=_("A direct network report is received as it is sent."),
    )
    unit = UnitChoice(label=_("From"), queryset=None, empty_label=None)

    def __init__(self, *args, kind: str, **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope)
        sender = self._sender()
        self.fields["unit"].initial = sender.pk
        self.fields["to_unit"].queryset = receivers(sender)
        self.fields["to_unit"].initial = receiver(sender).pk
        for name, label in FIGURES.get(self.kind, {}).items():
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=100_000,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            )
        if self.kind == "backtrace":
            self._ask_backtrace()
        self._arrange()

    def _ask_backtrace(self) -> None:
        del self.fields["text"]
        for name, label in BACKTRACE.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"{name}_unknown"] = forms.BooleanField(
                label=_("Not known"), required=False
            )

    def clean(self):
        given = super().clean()
        if self.kind == "backtrace":
            given["text"] = "\n".join(self._answer(name) for name in BACKTRACE)
        return given

    def _answer(self, name: str) -> str:
        said = self.cleaned_data.get(name) or ""
        if not said and not self.cleaned_data.get(f"{name}_unknown"):
            self.add_error(name, _("Write it in a few words, or choose “Not known”."))
        told = {"question": BACKTRACE[name], "answer": said or _("not known")}
        return _("%(question)s: %(answer)s") % told

    def _arrange(self) -> None:
        self.more = ("to_unit", "when", "channel", "unit")
        if self.kind not in MOSTLY_TEXT:
            self.more = ("text", *self.more)
        asked = [part for name in BACKTRACE for part in (name, f"{name}_unknown")]
        self.order_fields(["once", *FIGURES.get(self.kind, {}), *asked])

    def _sender(self) -> Unit:
        chosen = number(self.data.get("unit")) if self.is_bound else None
        found = own_units(self.scope).filter(pk=chosen).first() if chosen else None
        return found or usual_sender(self.kind, self.about, self.scope)

    def figures(self) -> dict[str, int]:
        """Return the counts it carries."""
        return {name: self.cleaned_data[name] for name in FIGURES.get(self.kind, {})}


def usual_sender(kind: str, about: About, scope: Scope) -> Unit:
    """
    Return who sends a report of this kind: one's own unit.

    Whoever acts for the whole city sends it for the unit it is due from: a card for the unit that
    reported the case, what follows the card for the county it is counted in.
    """
    own = own_unit(scope)
    case = about.case
    if about.unit is not None or case is None or own.parent_id is not None:
        return about.unit or own
    return (case.unit_reporting if kind in CARDS else case.unit_counting) or own


class ReportReceivedForm(EntryForm):
    when = WhenField(label=_("Received"), empty="now", exact=True)


class ReportReviewedForm(EntryForm):
    when = WhenField(label=_("Reviewed"), empty="now", exact=True)
