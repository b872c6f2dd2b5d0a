from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from firebreak.records.models.base import Versioned


class Reading(Versioned):
    """A document that came in, and what a reader found in it. An inbox keeps the same bytes once."""

    class Channel(models.TextChoices):
        PASTED = "pasted", _("pasted")
        DROPPED = "dropped", _("file dropped")
        FOLDER = "folder", _("watched folder")
        ENDPOINT = "endpoint", _("sent by a program")
        COMMAND = "command", _("read by the command")

    source = models.ForeignKey(
        "records.Source", models.PROTECT, related_name="readings", verbose_name=_("source")
    )
    # By `intake.receiving.digest_of`: a text is known whatever ends its lines.
    digest = models.CharField(_("SHA-256"), max_length=64)
    format = models.CharField(_("format"), max_length=20, blank=True)
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    sender = models.CharField(_("sender"), max_length=120, blank=True)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    received_at = models.DateTimeField(_("received"), db_index=True)
    # As it came; the source beside it has the numbers of people masked.
    text = EncryptedTextField(_("text"), null=True, blank=True)
    # Its bytes, so that a sheet can be read again when a column was taken for something else.
    content = EncryptedTextField(_("content"), null=True, blank=True)
    # What was said of the document may quote it, and so name somebody.
    notes = EncryptedTextField(_("notes"), default="[]")
    problem = models.JSONField(_("why it could not be read"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "digest"], name="one_reading_of_a_document")
        ]
        indexes = [models.Index(fields=["-received_at", "-id"], name="reading_by_receipt")]

    def __str__(self) -> str:
        return str(self.source)


class Draft(Versioned):
    """A record that a reader proposes; what became of it. It is kept, whatever was decided."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="drafts", verbose_name=_("document")
    )
    key = models.CharField(_("key"), max_length=120)
    place = models.PositiveIntegerField(_("place in the document"))
    kind = models.CharField(_("kind"), max_length=20)
    # As read and as mended, in JSON. They name people, so both are encrypted.
    read = EncryptedTextField(_("as read"))
    mended = EncryptedTextField(_("mended"), null=True, blank=True)
    is_certain = models.BooleanField(_("certain"))
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN, db_index=True
    )
    reason = models.CharField(_("why rejected"), max_length=200, blank=True)
    record_kind = models.CharField(_("record"), max_length=20, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    was_on_file = models.BooleanField(_("on file before"), default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "key"], name="one_draft_of_a_key")
        ]
        indexes = [models.Index(fields=["reading", "state"], name="draft_by_state")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ColumnChoice(Versioned):
    """As what a column is read in the lists of a sender: chosen once, remembered from then on."""

    sender = models.CharField(_("sender"), max_length=120)
    kind = models.CharField(_("kind of list"), max_length=20)
    heading = models.CharField(_("heading"), max_length=200)
    field = models.CharField(_("read as"), max_length=40, blank=True)  # "": left out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "kind", "heading"], name="one_choice_for_a_column"
            )
        ]

    def __str__(self) -> str:
        return self.heading


class ExternalId(Versioned):
    """By which id another system knows a record of ours."""

    system = models.CharField(_("system"), max_length=20)
    code = models.CharField(_("id there"), max_length=120)
    record_kind = models.CharField(_("record"), max_length=20)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "record_kind", "code"], name="one_record_for_an_outside_id"
            )
        ]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="outside_id_of_record")]

    def __str__(self) -> str:
        return self.code


class InboxToken(models.Model):
    """What a program shows to put something into the inbox. Only its digest is kept."""

    name = models.CharField(_("for whom"), max_length=80)
    unit = models.ForeignKey(
        "records.Unit", models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    minute_began_at = models.DateTimeField(null=True, blank=True)
    asked_in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
