from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.models.base import Record


class Sample(Record):
    """A sample was taken. Its happened-time is the taking."""

    class Kind(models.TextChoices):
        NASAL = "nasal", _("nasal swab")
        THROAT = "throat", _("throat swab")
        SPUTUM = "sputum", _("sputum")
        BLOOD = "blood", _("blood")
        STOOL = "stool", _("stool")
        OTHER = "other", _("other")

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="samples", verbose_name=_("person")
    )
    number = models.CharField(_("sample number"), max_length=40, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.THROAT)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("a sample", "taken by"),
    )
    laboratory = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("laboratory"),
    )
    received_at = models.DateTimeField(_("received by the laboratory"), null=True, blank=True)

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Test(Record):
    """A sample was tested. Its happened-time is the result."""

    class Method(models.TextChoices):
        PCR = "pcr", _("RT-PCR")
        SEQUENCING = "sequencing", _("sequencing")
        ANTIBODY = "antibody", _("antibody")
        ANTIGEN = "antigen", _("antigen")
        OTHER = "other", _("other")

    class Result(models.TextChoices):
        POSITIVE = "positive", _("positive")
        NEGATIVE = "negative", _("negative")
        INCONCLUSIVE = "inconclusive", _("inconclusive")

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="tests", verbose_name=_("sample")
    )
    pathogen = models.CharField(_("pathogen"), max_length=40)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.PCR)
    result = models.CharField(_("result"), max_length=12, choices=Result)

    def __str__(self) -> str:
        return self.get_result_display()
