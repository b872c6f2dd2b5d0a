from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.change import WriteOutsideChange


class ExportQuerySet(models.QuerySet):
    """The log can be read and added to, and nothing else."""

    def update(self, **values):
        raise WriteOutsideChange("The log of exports is never altered.")

    def delete(self):
        raise WriteOutsideChange("The log of exports is never altered.")


class Export(models.Model):
    """Somebody took a list out of the record: who, when, what, for whom, how much. Never altered."""

    class Way(models.TextChoices):
        SITE = "site", pgettext_lazy("the way of an export", "from a page")
        COMMAND = "command", pgettext_lazy("the way of an export", "by the command")
        API = "api", pgettext_lazy("the way of an export", "by the API")

    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="exports",
        verbose_name=_("by"),
    )
    login = models.CharField(_("account of the machine"), max_length=60, blank=True)
    way = models.CharField(_("how"), max_length=8, choices=Way)
    unit = models.ForeignKey(
        "records.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("of the unit and what is under it"),
    )
    what = models.CharField(pgettext_lazy("an export", "what"), max_length=60)
    form = models.CharField(_("format"), max_length=30)
    given_to = models.CharField(_("given to"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    counts = models.JSONField(_("rows by kind"), default=dict)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WriteOutsideChange("The log of exports is never altered.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WriteOutsideChange("The log of exports is never altered.")
