from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.models.base import Record


class Report(Record):
    """Who told whom what. Its happened-time is the sending; `received_at` the receipt."""

    class Kind(models.TextChoices):
        CASE_CARD = "case_card", _("report card of a case")
        CORRECTION = "correction", _("correction of a card")
        INVESTIGATION = "investigation", _("epidemiological investigation")
        BACKTRACE = "backtrace", _("back-trace: source and screening gap")
        WHO_FORM = "who_form", _("WHO case form")
        EVENT = "event", _("event report")
        DAILY = "daily", _("daily report")
        ZERO = "zero", _("zero report")
        ROUND_SUMMARY = "round_summary", _("summary of a round")
        PUBLISHED = "published", _("published figures")

    class Channel(models.TextChoices):
        DIRECT = "direct", _("direct network report")
        PHONE = "phone", _("telephone")
        PAPER = "paper", _("paper")
        MESSAGE = "message", _("message")
        FILE = "file", _("file")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="reports_sent", verbose_name=_("from")
    )
    to_unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="reports_received", verbose_name=_("to")
    )
    case = models.ForeignKey(
        "records.Case",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("case"),
    )
    directive = models.ForeignKey(
        "records.Directive",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=pgettext_lazy("a command", "order"),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.DIRECT)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    covers_from = models.DateTimeField(_("covers from"), null=True, blank=True)
    covers_until = models.DateTimeField(_("covers until"), null=True, blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    text = models.TextField(_("text"), blank=True)

    def __str__(self) -> str:
        return self.get_kind_display()
