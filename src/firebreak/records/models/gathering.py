from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Record


class Gathering(Record):
    """
    People came together at a place, as a document tells it. Its happened-time is when.

    Its numbers are those of the document. Who was there is known by the stays at its place then.
    """

    what = models.CharField(_("what"), max_length=120, blank=True)
    place = models.ForeignKey(
        "records.Place", models.PROTECT, related_name="gatherings", verbose_name=_("place")
    )
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    later_confirmed = models.PositiveIntegerField(_("confirmed later"), null=True, blank=True)
    none_from = models.CharField(_("none had been to"), max_length=80, blank=True)
    source_name = models.CharField(_("source"), max_length=80, blank=True)

    def __str__(self) -> str:
        return self.what or str(self.place)
