from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.models import Transfer
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import UnitChoice, divisions


class TransferForm(EntryForm):
    """To whom a contact is handed, and why; the receiver answers."""

    to_unit = UnitChoice(label=pgettext_lazy("transfer", "To"), queryset=None, empty_label="—")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example: moved to his parents' home there."),
    )
    when = WhenField(label=_("Handed over"), empty="now", exact=True)
    more = ("when",)

    def set_up(self) -> None:
        """Offer every county of the city, and what lies under one's own unit, but for the sender."""
        sender = self.about.contact.unit_id if self.about.contact else None
        self.fields["to_unit"].queryset = divisions(self.scope).exclude(pk=sender)


class AnswerForm(EntryForm):
    answer = forms.ChoiceField(label=_("Answer"), choices=Transfer.Answer.choices, widget=toggles())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where he is returned."),
    )
    when = WhenField(label=_("Answered"), empty="now", exact=True)
    more = ("when",)
