"""What every record has: three clocks, a source, and all its versions.

`happened_at`/`happened_until` say when it happened, as exactly as known; `told_at` when somebody
told it to us; `stored_at` when this version was stored, which the server sets and nobody else can.
A record is written only inside a change (`records/change.py`), never by `update()` or `delete()`
on a queryset, because those would leave no version behind.
"""

from datetime import tzinfo
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from firebreak.engine.when import Precision, When
from firebreak.records import change


class RecordQuerySet(models.QuerySet):
    """Queries that read. Writing goes through a change."""

    def update(self, **values):
        raise change.WriteOutsideChange("A queryset update leaves no version; save each record.")

    def delete(self):
        raise change.WriteOutsideChange(
            "A queryset delete leaves no version; withdraw each record."
        )

    def bulk_create(self, *args, **kwargs):
        raise change.WriteOutsideChange("Use change.store_many() so that versions are kept.")


class Versions(HistoryDescriptor):
    """
    The way to the versions of a model.

    The library's own makes a class for every look at them, and so for every save: an eighth of a
    millisecond, and a draft that is accepted was ten saves.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._made = self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance, owner):
        return self._made(self.model, instance)


class KeptVersions(HistoricalRecords):
    """Keeps every version of a record, and the way to them made once."""

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        found = vars(sender).get(self.manager_name)
        if isinstance(found, HistoryDescriptor):
            versions = Versions(
                found.model, manager=found.manager_class, queryset=found.queryset_class
            )
            setattr(sender, self.manager_name, versions)


class Versioned(models.Model):
    """A record whose every version is kept."""

    stored_at = models.DateTimeField(_("stored"), editable=False)
    history = KeptVersions(inherit=True, cascade_delete_history=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self._refuse_if_overtaken()
        change.stamp(self)
        kwargs.pop("update_fields", None)  # a version is whole
        super().save(*args, **kwargs)
        self._read_at = self.stored_at

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record._read_at = record.__dict__.get("stored_at")  # type: ignore[assignment]
        return record

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self._read_at = self.stored_at

    def _get_FIELD_display(self, field):  # noqa: N802 (Django's name)
        # Django's own translates all choices of a field to find the one; a page asks for fifty.
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def clean_fields(self, exclude=None):
        # A record given as such has just been read; asking whether it is there costs a query each.
        relations = (f for f in self._meta.concrete_fields if f.is_relation and f.is_cached(self))
        given = {f.name for f in relations if getattr(self, f.attname) is not None}
        super().clean_fields(exclude=given.union(exclude or ()))

    def delete(self, *args, **kwargs):
        change.stamp(self)
        return super().delete(*args, **kwargs)

    def _refuse_if_overtaken(self) -> None:
        """Refuse to write over what somebody else stored since this record was read."""
        if self._state.adding:
            return
        here = type(self)._base_manager.filter(pk=self.pk).values_list("stored_at", flat=True)
        read_at = getattr(self, "_read_at", None) or self.stored_at
        if here.first() not in (None, read_at, change.instant()):
            raise ValidationError(
                _("Somebody else changed this meanwhile. Open it again and look before you save."),
                code="overtaken",
            )


@cache
def _labels(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Record(Versioned):
    """A versioned fact with its three clocks and its source."""

    PRECISIONS = [
        (Precision.MINUTE, _("to the minute")),
        (Precision.DAY, _("to the day")),
        (Precision.INTERVAL, _("within an interval")),
        (Precision.UNKNOWN, _("unknown")),
    ]
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True, db_index=True)
    happened_until = models.DateTimeField(_("happened before"), null=True, blank=True)
    happened_precision = models.CharField(
        _("precision"), max_length=8, choices=PRECISIONS, default=Precision.UNKNOWN
    )
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    source = models.ForeignKey(
        "records.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
    )

    class Meta:
        abstract = True

    @property
    def happened(self) -> When:
        """When it happened, as exactly as it is known."""
        precision = Precision(self.happened_precision)
        return When(self.happened_at, self.happened_until, precision)

    @happened.setter
    def happened(self, when: When) -> None:
        self.happened_at, self.happened_until = when.start, when.end
        self.happened_precision = when.precision

    def happened_on(self, zone: tzinfo = settings.CITY_ZONE):
        """The local day it began; None if unknown."""
        return self.happened.local_day(zone)

    def with_happened(self, when: When) -> Self:
        """The same record with its time set; not saved."""
        self.happened = when
        return self
