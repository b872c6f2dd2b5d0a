from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Transfer(Record):
    """
    A contact is handed to another unit. Its happened-time is when it was sent.

    Until the other unit accepts, the sender holds him: the contact record still names the sender.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="transfers", verbose_name=_("person")
    )
    from_unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="transfers_sent", verbose_name=_("from")
    )
    to_unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="transfers_received", verbose_name=_("to")
    )
    reason = models.CharField(_("reason"), max_length=200)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer_reason = models.CharField(_("reason of the answer"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_transfer_of_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
