from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Outbreak(Record):
    """Cases that belong together, watched by 7-1-7."""

    pathogen = models.CharField(_("pathogen"), max_length=40)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="outbreaks", verbose_name=_("unit")
    )
    name = models.CharField(_("name"), max_length=80)

    def __str__(self) -> str:
        return self.name


class Case(Record):
    """An episode of one person with one pathogen. Its happened-time is the onset of symptoms.

    Four units, never one for another: where he lives and stays (`Person`), who reported him, and
    in whose count he stands.
    """

    class Status(models.TextChoices):
        SUSPECTED = "suspected", _("suspected")
        PROBABLE = "probable", _("clinically diagnosed")
        CONFIRMED = "confirmed", _("confirmed")
        ASYMPTOMATIC = "asymptomatic", _("asymptomatic")
        EXCLUDED = "excluded", _("excluded")
        RECOVERED = "recovered", _("recovered")
        DIED = "died", _("died")

    class Severity(models.TextChoices):
        MILD = "mild", _("mild")
        MODERATE = "moderate", _("moderate")
        SEVERE = "severe", _("severe")
        CRITICAL = "critical", _("critical")
        UNKNOWN = "unknown", _("unknown")

    class InfectedThrough(models.TextChoices):
        HOUSEHOLD = "household", _("household")
        MEAL = "meal", _("shared meal")
        PUBLIC_PLACE = "public_place", _("public place")
        WORKPLACE = "workplace", _("workplace")
        HEALTH_CARE = "health_care", _("health care")
        TRANSPORT = "transport", _("transport")
        TRAVEL = "travel", _("travel to an affected area")
        UNKNOWN = "unknown", _("unknown")

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="cases", verbose_name=_("person")
    )
    pathogen = models.CharField(_("pathogen"), max_length=40)
    number = models.CharField(_("case number"), max_length=40, null=True, blank=True, unique=True)
    status = models.CharField(_("classification"), max_length=12, choices=Status, db_index=True)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.UNKNOWN
    )
    unit_reporting = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting unit"),
    )
    unit_counting = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="cases", verbose_name=_("counting unit")
    )
    imported = models.BooleanField(_("infected elsewhere"), null=True, blank=True)
    infected_through = models.CharField(
        _("infected through"),
        max_length=12,
        choices=InfectedThrough,
        default=InfectedThrough.UNKNOWN,
    )
    infected_at = models.ForeignKey(
        "records.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("infected at"),
    )
    outbreak = models.ForeignKey(
        Outbreak,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("outbreak"),
    )
    note = models.TextField(_("note"), blank=True)

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Classification(Record):
    """A case was classified: as what, under which edition, by whom, why."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="classifications", verbose_name=_("case")
    )
    status = models.CharField(_("classification"), max_length=12, choices=Case.Status)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("classified by"),
    )

    class Meta:
        # A time not known comes first, on every database.
        ordering = [models.F("happened_at").asc(nulls_first=True), "id"]

    def __str__(self) -> str:
        return self.get_status_display()


class Milestone(Record):
    """A step of an outbreak's 7-1-7: detected, notified, or one of the seven early actions."""

    class Kind(models.TextChoices):
        DETECTED = "detected", _("detected")
        NOTIFIED = "notified", _("notified")
        INVESTIGATION = "investigation", _("investigation begun or team sent")
        RISK_ASSESSMENT = "risk_assessment", _("analysis and first risk assessment")
        LABORATORY_CONFIRMATION = "laboratory_confirmation", _("laboratory confirmation")
        CASE_MANAGEMENT = "case_management", _("case management and infection control")
        COMMUNITY_MEASURES = "community_measures", _("community measures")
        RISK_COMMUNICATION = "risk_communication", _("risk communication")
        COORDINATION = "coordination", _("coordination set up")

    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="milestones")
    kind = models.CharField(_("milestone"), max_length=24, choices=Kind)
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    note = models.CharField(_("reason or note"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.get_kind_display()
