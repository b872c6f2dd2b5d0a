from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Placement(Record):
    """Somebody is kept somewhere, at a level. Its happened-time is the beginning.

    How long is not stored but derived from the last exposure and the edition; only an override,
    with its reason, is.
    """

    class Level(models.TextChoices):
        HOME = "home", _("observation at home")
        SITE = "site", _("observation at a designated site")
        ON_THE_SPOT = "on_the_spot", _("isolation on the spot")
        WARD = "ward", _("ward")
        ICU = "icu", _("intensive care")

    OBSERVATION = (Level.HOME, Level.SITE)

    person = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="placements", verbose_name=_("person")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="placements", verbose_name=_("kept by")
    )
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    last_exposure_at = models.DateTimeField(
        _("last exposure, where no contact record says it"), null=True, blank=True
    )
    last_exposure_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    override_end_at = models.DateTimeField(_("end set by hand"), null=True, blank=True)
    override_reason = models.CharField(_("why set by hand"), max_length=200, blank=True)

    class Meta:
        # Few say it; who counts contacts asks for these few among all.
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(last_exposure_at__isnull=False)
                | models.Q(override_end_at__isnull=False),
                name="placement_with_own_end",
            )
        ]

    def __str__(self) -> str:
        return self.get_level_display()
