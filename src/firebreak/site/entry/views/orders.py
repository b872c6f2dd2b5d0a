from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import directives
from firebreak.site.entry.forms.orders import OrderDoneForm
from firebreak.site.entry.page import EntryPage


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
