from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import transfers
from firebreak.site.entry.forms.transfers import AnswerForm, TransferForm
from firebreak.site.entry.page import EntryPage


class ContactHandedOver(EntryPage):
    action = "contacts.transfer"
    form_class = TransferForm
    title = _("Contact handed over")
    verb = _("Hand over")
    needs = "contact"

    def write(self, given: dict) -> None:
        transfers.send(
            by=self.request.user,
            contact=self.about.contact,
            to_unit=given["to_unit"],
            reason=given["reason"],
            at=given["when"],
        )


class TransferAnswered(EntryPage):
    action = "contacts.accept"
    form_class = AnswerForm
    title = _("Accept or return a contact")
    needs = "transfer"

    def write(self, given: dict) -> None:
        transfers.answer(
            by=self.request.user,
            transfer=self.about.transfer,
            verdict=given["answer"],
            reason=given["reason"],
            at=given["when"],
        )
