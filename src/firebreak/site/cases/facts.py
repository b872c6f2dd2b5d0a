"""The versions that a record has had; where its facts were read is `quoted`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision, When
from firebreak.records.models import Case, Merge, Person, Place, Placement, PlaceMerge
from firebreak.records.models.base import Versioned
from firebreak.records.prepared import Prepared
from firebreak.site.templatetags.pages import fact_word, minute

#: Keys of look-ups and the instants of storage are no facts that somebody told.
NOT_FACTS = {
    "id",
    "stored_at",
    "name_key",
    "id_number_key",
    "phone_key",
    "happened_until",
    "happened_precision",
}
#: Shown only where the post may read identifiers, and in a version only as "changed".
IDENTIFIERS = {"id_number", "phone", "address"}


def _versions(kind: type[Versioned]) -> Prepared:
    told = kind.history.select_related("history_user").order_by("history_date", "history_id")
    return Prepared(lambda key: told.filter(id=key))


SHOWN: tuple[type[Versioned], ...] = (Case, Person)
VERSIONS = {kind: _versions(kind) for kind in (*SHOWN, Place)}
_KEPT = Placement.history.select_related("history_user", "unit")
KEPT = Prepared(
    lambda person: _KEPT.filter(person_id=person).order_by("history_date", "history_id")
)


def _merges(kind: type[Merge] | type[PlaceMerge]) -> Prepared:
    told = kind.history.select_related("history_user", "away")
    return Prepared(lambda key: told.filter(kept_id=key).order_by("history_date", "history_id"))


MERGED_INTO: dict[type[Versioned], Prepared] = {Person: _merges(Merge), Place: _merges(PlaceMerge)}


@dataclass(frozen=True)
class Version:
    """One version of a record: when it was stored, by whom, why, and what it changed."""

    stored_at: datetime
    by: str
    reason: str
    what: str
    changes: list[tuple[str, str, str]]
    about: str = ""  # where the person was kept, or what was merged; empty: the record itself


@dataclass(frozen=True)
class Stored:
    """When a record was first stored, and its last change since; None if there was none."""

    first: datetime
    last: Version | None


def stored(told: list[Version]) -> Stored | None:
    """
    Say when a record came in, from its versions (the newest first); None without any.

    Every change stores a new version: the time of the last one is no time of entry.
    """
    own = [version for version in told if not version.about]
    if not own:
        return None
    return Stored(own[-1].stored_at, own[0] if len(own) > 1 else None)


def versions(
    record: Versioned, placements: Iterable[Placement] = (), *, until: datetime | None = None
) -> list[Version]:
    """
    Return the versions of a case, person or place, newest first.

    With them where the person was kept, and what was merged into the record and parted again.

    Parameters
    ----------
    placements
        Those of the person that the reader may see.
    until
        Only those stored by then: a page of the past does not know what came later.
    """
    kept = {placement.pk: placement for placement in placements}
    told = [(record, row) for row in VERSIONS[type(record)](record.pk)]
    whose = record.person_id if isinstance(record, Case) else record.pk
    if kept:
        told += [(kept[row.id], row) for row in KEPT(whose) if row.id in kept]
    merged = [_merged(row) for row in MERGED_INTO[_merging(record)](whose)]
    found, before = [], {}
    for about, row in sorted(told, key=lambda one: one[1].history_date):
        found.append(_version(about, row, before.get(about)))
        before[about] = row
    every = sorted([*found, *merged], key=lambda version: version.stored_at, reverse=True)
    return [version for version in every if until is None or version.stored_at <= until]


def _merging(record: Versioned) -> type[Versioned]:
    return Place if isinstance(record, Place) else Person


def _merged(row) -> Version:
    words = {"+": _("merged into this record"), "-": _("parted from it again")}
    return Version(
        stored_at=row.history_date,
        by=_by(row),
        reason=_reason(row) if row.history_type == "-" else row.reason,
        what=words.get(row.history_type, _("corrected")),
        changes=[],
        about=f"#{row.away_id} {row.away.name}",
    )


def _by(row) -> str:
    return row.history_user.get_full_name() if row.history_user else _("the program")


def _reason(row) -> str:
    return (row.history_change_reason or "").partition(": ")[2]


def _version(record: Model, row, before) -> Version:
    words = {"+": _("entered"), "~": _("corrected"), "-": _("taken back")}
    return Version(
        stored_at=row.history_date,
        by=_by(row),
        reason=_reason(row),
        what=words[row.history_type],
        changes=_changes(record, before, row) if before is not None else [],
        about=f"{record} · {record.unit}" if isinstance(record, Placement) else "",
    )


def _changes(record: Model, before, after) -> list[tuple[str, str, str]]:
    found = []
    kind = str(record._meta.model_name)
    for field in record._meta.concrete_fields:
        if field.name in NOT_FACTS or getattr(before, field.attname) == getattr(
            after, field.attname
        ):
            continue
        if field.name in IDENTIFIERS:
            found.append((fact_word(kind, field.name), "…", _("changed")))
            continue
        found.append((fact_word(kind, field.name), _shown(before, field), _shown(after, field)))
    return found


def _shown(version, field) -> Any:
    if field.name == "happened_at":
        precision = Precision(version.happened_precision)
        return When(version.happened_at, version.happened_until, precision)
    if field.choices:
        return str(dict(field.flatchoices).get(getattr(version, field.attname), "–"))
    value = getattr(version, field.name, None)
    if field.name == "end_reason" and value:
        return _(value)  # a word of the program's own, or what somebody wrote
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return minute(value)
    return "–" if value in (None, "") else value
