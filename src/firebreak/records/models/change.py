from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A line of the log: one action, whole. Never altered."""

    action = models.CharField(_("action"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="changes",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("stored"), db_index=True)
    reason = models.TextField(_("reason"), blank=True)
    key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Installation(models.Model):
    """What this installation is: which city, and whether it is the demo with its own clock."""

    city = models.ForeignKey("records.Unit", models.PROTECT, null=True, related_name="+")
    demo_starts_at = models.DateTimeField(null=True)
    pathogen = models.CharField(max_length=40, default="sars-cov-2")

    def __str__(self) -> str:
        return str(self.city or "")
