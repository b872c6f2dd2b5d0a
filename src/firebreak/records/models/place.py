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
        TRAIN = "train", _("train run")
        FLIGHT = "flight", _("flight")
        COACH = "coach", _("coach run")
        BUS = "bus", _("bus run")
        SHIP = "ship", _("ship voyage")
        STATION = "station", _("station")
        PUBLIC = "public", _("other public place")
        CARRIAGE = "carriage", _("carriage")
        COMPARTMENT = "compartment", _("compartment")
        CABIN = "cabin", _("cabin")
        ROW = "row", _("row of seats")
        TABLE = "table", _("table")
        ROOM = "room", _("room")
        WARD = "ward", _("ward")
        LIFT = "lift", _("lift")
        UNKNOWN = "unknown", _("unknown")

    #: What travels; a place of these kinds is a `Journey`.
    RUNS = (Kind.TRAIN, Kind.FLIGHT, Kind.COACH, Kind.BUS, Kind.SHIP, Kind.VEHICLE)
    #: What is never a place of its own, only a part of one.
    PARTS = (Kind.CARRIAGE, Kind.COMPARTMENT, Kind.CABIN, Kind.ROW, Kind.TABLE)

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
    row = models.PositiveSmallIntegerField(_("row of seats"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    datum = models.CharField(_("datum"), max_length=8, default="wgs84")
    matched_name = models.CharField(_("name of the matched point"), max_length=120, blank=True)
    source = models.ForeignKey(
        "records.Source", models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        db_index=False,  # see Meta
        verbose_name=_("the same place as"),
    )

    class Meta:
        indexes = [
            models.Index(  # hardly any is merged, as of people
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="place_merged_into",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Journey(Record):
    """
    A run of a vehicle on a day: a train, a flight, a coach. Its happened-time is that day.

    It is a place, of the kind of the vehicle; its carriages and rows are places within that one,
    and whoever rode has a stay there, from boarding to leaving.
    """

    place = models.OneToOneField(
        Place, models.PROTECT, related_name="journey", verbose_name=_("place")
    )
    number = models.CharField(_("number"), max_length=20, db_index=True)
    from_station = models.CharField(_("first station"), max_length=60, blank=True)
    to_station = models.CharField(_("last station"), max_length=60, blank=True)
    departs_at = models.DateTimeField(_("departs"), null=True, blank=True)
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.place)


class Stay(Record):
    """Somebody was somewhere. Its happened-time is the time of the stay itself, half-open."""

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="stays", verbose_name=_("person")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="stays", verbose_name=_("place"))
    seat = models.CharField(_("seat or table"), max_length=40, blank=True)
    boarding = models.CharField(_("boarded at"), max_length=60, blank=True)
    leaving = models.CharField(_("left at"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.place}"
