from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record, Versioned


class Place(Versioned):
    """Where people meet: a compound, a shop, a vehicle run; it may lie within another place."""

    class Kind(models.TextChoices):
        HOME = "home", _("home")
        COMPOUND = "compound", _("compound or village")
        RESTAURANT = "restaurant", _("restaurant")
        SHOP = "shop", _("shop or market")
        WORKPLACE = "workplace", _("workplace")
        SCHOOL = "school", _("school")
        HOSPITAL = "hospital", _("hospital")
        VEHICLE = "vehicle", _("vehicle run")
        STATION = "station", _("station")
        PUBLIC = "public", _("other public place")
        UNKNOWN = "unknown", _("unknown")

    name = models.CharField(_("name"), max_length=120, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.UNKNOWN)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("unit"),
    )
    within = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("within"),
    )
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    datum = models.CharField(_("datum"), max_length=8, default="wgs84")
    matched_name = models.CharField(_("name of the matched point"), max_length=120, blank=True)
    source = models.ForeignKey(
        "records.Source", models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Stay(Record):
    """Somebody was somewhere. Its happened-time is the time of the stay itself, half-open."""

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="stays", verbose_name=_("person")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="stays", verbose_name=_("place"))
    seat = models.CharField(_("seat or table"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.place}"
