from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class LinkDecision(Record):
    """
    Somebody settled that a case was infected by another, or was not. Its happened-time is when.

    It is a finding of a person, with his reason, and the inference of chains takes it as given.
    Without an infector it speaks of all that is not on the list of cases.
    """

    class Verdict(models.TextChoices):
        ESTABLISHED = "established", _("established")
        EXCLUDED = "excluded", _("excluded")

    infectee = models.ForeignKey(
        "records.Case",
        models.PROTECT,
        related_name="infector_decisions",
        verbose_name=_("infected case"),
    )
    infector = models.ForeignKey(
        "records.Case",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="infectee_decisions",
        verbose_name=_("infector"),
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    reason = models.TextField(_("reason"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["infectee", "infector"], name="one_decision_on_a_link"),
            models.UniqueConstraint(
                fields=["infectee"],
                condition=models.Q(infector__isnull=True),
                name="one_decision_on_an_origin_outside",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def author(self) -> str:
        """Who settled it; "" if the program did."""
        made = self.history.order_by("history_date", "history_id").select_related("history_user")
        user = made.last().history_user if made else None
        return user.get_full_name() if user else ""
