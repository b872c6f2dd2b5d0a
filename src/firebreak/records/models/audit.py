from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class AuditFinding(Record):
    """
    An audit found somebody in the log of a unit. Its happened-time is what the log says; told is
    when the audit found him.

    Whether he had been reported by then is not typed: it follows from the cards on file.
    """

    class Log(models.TextChoices):
        OUTPATIENT = "outpatient", _("outpatient log")
        ADMISSION = "admission", _("register of admissions")
        LABORATORY = "laboratory", _("laboratory register")
        IMAGING = "imaging", _("imaging register")
        DEATH = "death", _("register of deaths")
        OTHER = "other", _("another log")

    person = models.ForeignKey(
        "records.Person",
        models.PROTECT,
        related_name="audit_findings",
        verbose_name=_("person"),
    )
    pathogen = models.CharField(_("pathogen"), max_length=40)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        related_name="audit_findings",
        verbose_name=_("unit audited"),
    )
    log = models.CharField(_("log"), max_length=12, choices=Log, default=Log.OUTPATIENT)
    reference = models.CharField(_("page or number in the log"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"#{self.pk}"
