"""Two records of one person or place; and two people, or places, that look like one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Merge(Record):
    """
    Somebody settled that two records are one person. Its happened-time is when.

    Nothing is lost by it: the one merged away stays as it was, and what moved is listed, so that it
    can move back. Undone, the row goes; its versions stay.
    """

    kept = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="merges", verbose_name=_("kept record")
    )
    away = models.ForeignKey(
        "records.Person",
        models.PROTECT,
        related_name="merges_away",
        verbose_name=_("record merged into it"),
    )
    reason = models.TextField(_("reason"))
    #: What moved: kind of record, its id, the field that named the person or the case.
    moved = models.JSONField(default=list)
    #: What the kept record did not say and took over: field -> the blank that stood there.
    filled = models.JSONField(default=dict)
    #: Cases counted twice: case -> the classification that took it out of the count.
    taken_out = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"#{self.away_id} → #{self.kept_id}"


class PlaceMerge(Record):
    """
    Somebody settled that two records are one place. Its happened-time is when.

    As of people: the one merged away stays as it was, and what moved is listed.
    """

    kept = models.ForeignKey(
        "records.Place", models.PROTECT, related_name="merges", verbose_name=_("kept record")
    )
    away = models.ForeignKey(
        "records.Place",
        models.PROTECT,
        related_name="merges_away",
        verbose_name=_("record merged into it"),
    )
    reason = models.TextField(_("reason"))
    #: What moved: kind of record, its id, the field that named the place, what it named before and since.
    moved = models.JSONField(default=list)
    #: What the kept record did not say and took over: field -> the blank that stood there.
    filled = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"#{self.away_id} → #{self.kept_id}"


class Distinction(Record):
    """Somebody settled that two records are two people. Its happened-time is when."""

    one = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="+", verbose_name=_("person")
    )
    other = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="+", verbose_name=_("other person")
    )
    reason = models.TextField(_("reason"), blank=True)

    def __str__(self) -> str:
        return f"#{self.one_id} ≠ #{self.other_id}"


class PlaceDistinction(Record):
    """Somebody settled that two records are two places. Its happened-time is when."""

    one = models.ForeignKey(
        "records.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    other = models.ForeignKey(
        "records.Place", models.PROTECT, related_name="+", verbose_name=_("other place")
    )
    reason = models.TextField(_("reason"))

    def __str__(self) -> str:
        return f"#{self.one_id} ≠ #{self.other_id}"

    @property
    def author(self) -> str:
        """Who settled it; "" if the program did. Who merged one of them since is not meant."""
        made = self.history.order_by("history_date", "history_id").select_related("history_user")
        user = made.first().history_user if made else None
        return user.get_full_name() if user else ""


class Likeness(models.Model):
    """Two records that may be one person: computed from them, no fact, and made anew at will."""

    low = models.ForeignKey("records.Person", models.CASCADE, related_name="+")
    high = models.ForeignKey("records.Person", models.CASCADE, related_name="+")
    weight = models.FloatField(_("weight, bits"), db_index=True)
    #: Feature by feature: [name, level, bits].
    features = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["low", "high"], name="one_likeness_a_pair")]

    def __str__(self) -> str:
        return f"#{self.low_id} ~ #{self.high_id}"


class Compared(models.Model):
    """Up to which version of the record people have been compared with each other."""

    at = models.DateTimeField(_("when"))
    versions = models.JSONField(default=dict)  # kind of record -> number of its last version
    people = models.PositiveIntegerField(_("people"))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
