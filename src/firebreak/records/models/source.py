from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.models.base import Versioned


class Source(Versioned):
    """The document, file, feed or person a fact came from."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        FILE = "file", _("file")
        FEED = "feed", _("feed")
        PERSON = "person", _("person")
        ENTRY = "entry", _("entered here")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    published_on = models.DateField(_("published"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=400, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True, db_index=True)
    text = models.TextField(_("text"), blank=True)

    def __str__(self) -> str:
        return self.title


class Citation(Versioned):
    """
    Where in its source one value stands: characters of a text, or a cell of a sheet.

    In a JSON document the column is a pointer (RFC 6901), and there is no row.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    record_kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["record_kind", "record_id"], name="citation_of_record")]

    def __str__(self) -> str:
        return f"{self.source}"
