from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record, Versioned


class Feed(Record):
    """A file of stays that went into the index. Its happened-time spans them; told is its receipt."""

    class Kind(models.TextChoices):
        CHECK_INS = "check_ins", _("check-ins")
        GATE_PASSES = "gate_passes", _("gate passes")
        TICKETS = "tickets", _("tickets")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    sender = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="feeds", verbose_name=_("sender")
    )
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.PositiveBigIntegerField(_("rows"))

    def __str__(self) -> str:
        return self.file_name


class FeedIdentity(Versioned):
    """Who a pseudonymous id of a sender's feeds is: said when a trace names him, not before."""

    sender = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    code = models.CharField(_("id in the feed"), max_length=120)
    person = models.ForeignKey(
        "records.Person",
        models.PROTECT,
        related_name="feed_identities",
        verbose_name=_("person"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "code"], name="one_person_for_a_feed_id")
        ]

    def __str__(self) -> str:
        return self.code


class FeedPlace(Versioned):
    """Which place of the record a sender's feeds mean by an id of theirs."""

    sender = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    code = models.CharField(_("id in the feed"), max_length=120)
    place = models.ForeignKey(
        "records.Place", models.PROTECT, related_name="feed_places", verbose_name=_("place")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "code"], name="one_place_for_a_feed_id")
        ]

    def __str__(self) -> str:
        return self.code


class Lookup(models.Model):
    """Somebody asked where somebody was: who, when, about what, over which time. Never altered."""

    class Kind(models.TextChoices):
        BACK = "back", _("traced back")
        FORWARD = "forward", _("traced forward")
        PLACE = "place", _("read who was at a place")

    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="lookups",
        verbose_name=_("by"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # Plain numbers: that somebody looked must not keep a record from being taken back.
    subject = models.BigIntegerField(_("case or place"))
    cases = models.JSONField(_("cases"), default=list)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    found = models.PositiveIntegerField(_("found"))

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "subject"], name="lookup_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
