from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import RecordQuerySet, Versioned


class UnitQuerySet(RecordQuerySet):
    def under(self, unit: "Unit") -> "UnitQuerySet":
        """The unit and everything below it."""
        return self.filter(path__startswith=unit.path)


class Unit(Versioned):
    """A node of the tree of who answers for what.

    `code` is this office's own and never changes; the division codes of GB/T 2260 are kept beside
    it with their dates (`DivisionCode`), because a unit that reports need not be a division.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county or district")
        ZONE = "zone", _("development zone")
        TOWN = "town", _("town or subdistrict")
        VILLAGE = "village", _("village or community")
        GRID = "grid", _("grid")
        COMMAND = "command", _("command office")
        CDC = "cdc", _("CDC")
        HOSPITAL = "hospital", _("hospital")
        LABORATORY = "laboratory", _("laboratory")
        QUARANTINE_SITE = "quarantine_site", _("quarantine site")
        SCHOOL = "school", _("school")
        FIRM = "firm", _("firm")
        CHECKPOINT = "checkpoint", _("checkpoint")
        STATION = "station", _("station")

    COUNTY_LEVEL = (Kind.COUNTY, Kind.ZONE)
    PASSED_THROUGH = (Kind.LABORATORY, Kind.CHECKPOINT, Kind.STATION)  # nobody is theirs to watch

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, db_index=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    beds = models.PositiveIntegerField(_("beds"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)

    def is_under(self, other: "Unit") -> bool:
        """Say whether this unit is `other` or below it."""
        return self.path.startswith(other.path)

    @property
    def county(self) -> "Unit | None":
        """The county-level unit it belongs to (itself, if it is one); None above the counties."""
        codes = self.path.rstrip("/").split("/")
        return Unit.objects.filter(code__in=codes, kind__in=self.COUNTY_LEVEL).last()

    def division_code(self, on) -> str | None:
        """Its GB/T 2260 code on a day; None if it had none."""
        held = self.division_codes.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on),
        )
        return held.values_list("code", flat=True).first()


class DivisionCode(Versioned):
    """A GB/T 2260 code (or a longer statistical one) that a unit had between two days."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="division_codes")
    code = models.CharField(_("division code"), max_length=12, db_index=True)
    name = models.CharField(_("name of the division"), max_length=80)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until (not included)"), null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]

    def __str__(self) -> str:
        return self.code


class Boundary(Versioned):
    """The outline of a unit, as imported."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="boundary")
    geometry = models.JSONField(_("GeoJSON geometry"))
    datum = models.CharField(_("datum"), max_length=8, default="wgs84")

    def __str__(self) -> str:
        return str(self.unit)
