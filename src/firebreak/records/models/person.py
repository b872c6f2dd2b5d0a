from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from firebreak.records.identifiers import index_of
from firebreak.records.models.base import Record
from firebreak.records.names import key_of


class Household(Record):
    """People who live together."""

    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    address = EncryptedTextField(_("address"), null=True, blank=True)

    def __str__(self) -> str:
        return gettext("household %(number)s") % {"number": self.pk}


class Person(Record):
    """One human, one record."""

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")
        UNKNOWN = "unknown", _("unknown")

    class Group(models.TextChoices):
        """The population groups of the report card."""

        NURSERY_CHILD = "nursery_child", _("nursery child")
        HOME_CHILD = "home_child", _("child at home")
        STUDENT = "student", _("pupil or student")
        TEACHER = "teacher", _("teacher")
        CARER = "carer", _("carer of children")
        CATERING = "catering", _("catering")
        COMMERCE = "commerce", _("commerce and services")
        MEDICAL = "medical", _("medical staff")
        WORKER = "worker", _("worker")
        MIGRANT_WORKER = "migrant_worker", _("migrant worker")
        FARMER = "farmer", _("farmer")
        HERDER = "herder", _("herder")
        FISHER = "fisher", _("fisher")
        CADRE = "cadre", _("cadre or clerk")
        RETIRED = "retired", _("retired")
        UNEMPLOYED = "unemployed", _("at home or unemployed")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("unknown")

    class AgeUnit(models.TextChoices):
        YEARS = "years", _("years")
        MONTHS = "months", _("months")
        DAYS = "days", _("days")

    name = models.CharField(_("name"), max_length=60, db_index=True)
    name_key = models.CharField(max_length=60, null=True, editable=False)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    age_unit = models.CharField(max_length=8, choices=AgeUnit, default=AgeUnit.YEARS)
    group = models.CharField(
        _("population group"), max_length=16, choices=Group, default=Group.UNKNOWN
    )
    employer = models.CharField(_("employer or school"), max_length=80, blank=True)
    id_number = EncryptedCharField(_("ID number"), max_length=40, null=True, blank=True)
    id_number_key = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    phone = EncryptedCharField(_("telephone"), max_length=40, null=True, blank=True)
    phone_key = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    address = EncryptedTextField(_("present address"), null=True, blank=True)
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("household"),
    )
    unit_residence = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of residence"),
    )
    unit_stay = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of stay"),
    )
    residence_elsewhere = models.CharField(
        _("residence outside the city"), max_length=80, blank=True
    )
    arrived_from = models.CharField(_("came from"), max_length=80, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        db_index=False,  # see Meta
        verbose_name=_("the same person as"),
    )

    class Meta:
        # Who may be on file already is asked for by name and county: homonyms are many in a city.
        # Hardly anybody is merged: an index that holds the others too is one value a million times
        # over, and SQLite would rather read all people than use it.
        indexes = [
            models.Index(fields=["name", "unit_residence"], name="person_by_name"),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged_into",
            ),
            models.Index(fields=["name_key"], name="person_by_name_key"),
            models.Index(fields=["birth_date"], name="person_by_birth"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Set what people are looked up by (also before storing many at once)."""
        self.name_key = key_of(self.name)
        self.id_number_key = index_of(self.id_number)
        self.phone_key = index_of(self.phone)

    @property
    def age_years(self) -> float | None:
        """Age in years; None if not known."""
        if self.age is None:
            return None
        return self.age / {"years": 1, "months": 12, "days": 365.25}[self.age_unit]
