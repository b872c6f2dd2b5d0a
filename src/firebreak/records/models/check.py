from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Check(Record):
    """Somebody was looked at, somewhere, by a post."""

    class Kind(models.TextChoices):
        FEVER_CLINIC = "fever_clinic", _("fever clinic")
        CLINIC = "clinic", _("other clinic")
        CHECKPOINT = "checkpoint", _("checkpoint")
        HOUSEHOLD_VISIT = "household_visit", _("household visit")
        ROUND = "round", _("round")
        FOLLOW_UP = "follow_up", _("follow-up")
        GATE = "gate", _("gate")
        STATION = "station", _("station")
        TRIAGE = "triage", _("triage")

    class Symptom(models.TextChoices):
        FEVER = "fever", _("fever")
        COUGH = "cough", _("cough")
        CHEST_PAIN = "chest_pain", _("chest pain or tightness")
        DYSPNOEA = "dyspnoea", _("shortness of breath")
        DIARRHOEA = "diarrhoea", _("diarrhoea")
        FATIGUE = "fatigue", _("fatigue")
        SORE_THROAT = "sore_throat", _("sore throat")

    class ActionTaken(models.TextChoices):
        NONE = "none", _("none")
        PASSED = "passed", _("let pass")
        SENT_HOME = "sent_home", _("sent home")
        REFERRED = "referred", _("sent to the fever clinic")
        ISOLATED = "isolated", _("isolated on the spot")
        REPORTED = "reported", _("reported")
        NOT_FOUND = "not_found", _("not found")

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="checks", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="checks", verbose_name=_("post")
    )
    temperature_celsius = models.DecimalField(
        _("temperature, °C"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    symptoms = models.JSONField(_("symptoms"), default=list, blank=True)
    exposure_declared = models.BooleanField(_("declared travel or contact"), null=True, blank=True)
    exposure_note = models.CharField(_("travel or contact declared"), max_length=200, blank=True)
    action_taken = models.CharField(
        _("action taken"), max_length=12, choices=ActionTaken, default=ActionTaken.NONE
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    #: instead of the symptoms of somebody who was asked and had none; an empty list may say either
    NO_SYMPTOM = "none"

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def symptom_names(self) -> list[str]:
        """The symptoms in words."""
        if self.NO_SYMPTOM in self.symptoms:
            return [gettext("no symptoms")]
        return [str(self.Symptom(code).label) for code in self.symptoms]
