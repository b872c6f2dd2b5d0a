from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import directives
from firebreak.site.entry.forms.orders import OrderDoneForm, OrderForm
from firebreak.site.entry.page import EntryPage

GIVEN = ("text", "units", "when", "action", "issuer", "addressee")


class OrderGiven(EntryPage):
    action = "directives.issue"
    form_class = OrderForm
    title = _("Order with a deadline")
    verb = _("Give the order")

    def write(self, given: dict) -> None:
        deadline = given["deadline"]
        directives.issue_to_each(
            by=self.request.user,
            hours=deadline.hours,
            until=deadline.until,
            **{name: given[name] for name in GIVEN},
        )


class OrderDone(EntryPage):
    action = "directives.answer"
    form_class = OrderDoneForm
    title = _("Order carried out")
    verb = _("Report it done")
    needs = "directive"

    def write(self, given: dict) -> None:
        directives.answer(
            by=self.request.user,
            directive=self.about.directive,
            **{name: given[name] for name in ("text", "when", "unit", "to_unit")},
        )
