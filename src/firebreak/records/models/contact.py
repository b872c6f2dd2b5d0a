from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.engine.when import When
from firebreak.records.models.base import Record


class Contact(Record):
    """Somebody was exposed to a case. Its happened-time is the exposure; told is the naming."""

    class Manner(models.TextChoices):
        HOUSEHOLD = "household", _("lives together")
        MEAL = "meal", _("shared a meal")
        SAME_ROOM = "same_room", _("same room")
        SAME_WARD = "same_ward", _("same ward")
        UTENSILS = "utensils", _("shared utensils")
        BODY_FLUIDS = "body_fluids", _("body fluids")
        CARE = "care", _("cared for or treated")
        VISIT = "visit", _("visited")
        VEHICLE = "vehicle", _("same vehicle")
        WORK = "work", _("worked or studied together")
        OTHER = "other", _("other")

    class Order(models.IntegerChoices):
        CLOSE = 1, _("close contact")
        SECONDARY = 2, _("contact of a contact")
        GENERAL = 0, _("general contact")

    class Origin(models.TextChoices):
        REPORTED = "reported", _("reported")
        TRACED = "traced", _("traced")

    case = models.ForeignKey(
        "records.Case", models.PROTECT, related_name="contacts", verbose_name=_("case")
    )
    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="exposures", verbose_name=_("exposed person")
    )
    order = models.SmallIntegerField(_("order"), choices=Order, default=Order.CLOSE)
    # Of a contact of a contact: the one between him and the case, where that is known.
    through = models.ForeignKey(
        "records.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_on",
        verbose_name=_("through whom"),
    )
    manner = models.CharField(_("manner"), max_length=12, choices=Manner, default=Manner.OTHER)
    place = models.ForeignKey(
        "records.Place", models.PROTECT, null=True, blank=True, related_name="+"
    )
    origin = models.CharField(
        _("how it came to be known"), max_length=8, choices=Origin, default=Origin.REPORTED
    )
    ended_at = models.DateTimeField(_("exposure ended"), null=True, blank=True)
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit that answers"),
    )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def over(self) -> When:
        """When the exposure was over: at its end, where that was said, else when it happened."""
        return When.minute(self.ended_at) if self.ended_at else self.happened
