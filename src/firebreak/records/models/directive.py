from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Directive(Record):
    """
    An order with a deadline. Its happened-time is the order itself, and starts the clock.

    It is carried out when a report says so (`Report.directive`), not when somebody ticks it.
    """

    text = models.TextField(_("text"))
    action = models.CharField(_("what to do"), max_length=120, blank=True)
    issuer = models.CharField(_("ordered by"), max_length=120, blank=True)
    addressee = models.CharField(_("to whom"), max_length=120, blank=True)  # as it is written
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        related_name="directives",
        verbose_name=_("unit that answers"),
    )
    hours = models.PositiveIntegerField(_("within hours"), null=True, blank=True)
    # Instead of hours, where the order names the end itself ("by noon of the 5th").
    until = models.DateTimeField(_("to be done by"), null=True, blank=True)
    # A number of things to be made or brought, where the order names one.
    number = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    item = models.CharField(_("what kind"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.action or self.text[:60]

    @property
    def due_at(self) -> datetime | None:
        """
        The latest instant at which it is in time; None without a deadline or a beginning.

        Of an order known to the day only, the hours count from the end of that day: it may have
        been given until then, and nobody is called late who may not be.
        """
        if self.until is not None:
            return self.until
        began = self.happened.latest
        if self.hours is None or began is None:
            return None
        return began + timedelta(hours=self.hours)
