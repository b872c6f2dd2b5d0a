"""The record written in a format, and all that the format leaves out: for the command and the page.

Comes in: a format and a scope. Goes out: the file, how much of what is in it, and a note for
everything that is not. What no format of others has a word for (reports, hand-overs, audits) is
counted as well: nothing of the record is left out without a word.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.drafts import Draft, Note
from firebreak.intake.own_ids import home, own_counts
from firebreak.outputs.exchange.formats import FORMATS
from firebreak.outputs.exchange.recorded import RELATED, Told, drafts_of, records_seen
from firebreak.outputs.exchange.recorded_totals import codes, totals_of
from firebreak.outputs.exchange.writing import Written
from firebreak.records import clock, visibility
from firebreak.records.history import as_known
from firebreak.records.models import AuditFinding, LinkDecision, Outbreak, Transfer, Unit
from firebreak.records.visibility import Scope

SECONDARY = 2  # the order of a contact of a contact
#: formats whose file says who met whom
WITH_CONTACTS = ("godata", "sormas", "dhis2", "fhir")


def _of_units(model: Any, path: str) -> Callable[[Scope], QuerySet[Any]]:
    def seen(scope: Scope) -> QuerySet[Any]:
        found = model.objects.all()
        return found if scope.sees_all else found.filter(**{f"{path}__in": scope.unit_ids()})

    return seen


#: what is kept and has no place in any format of others -> those of a scope
UNTOLD: Mapping[str, Callable[[Scope], QuerySet[Any]]] = {
    "report": visibility.reports,
    "transfer": _of_units(Transfer, "from_unit"),
    "audit": _of_units(AuditFinding, "unit"),
    "outbreak": _of_units(Outbreak, "unit"),
    "link": lambda scope: LinkDecision.objects.filter(infectee__in=visibility.cases(scope)),
}


@dataclass(frozen=True)
class Taken:
    """What is taken out: the drafts, and the file that was written of them, with its notes."""

    drafts: Sequence[Draft]
    written: Written

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind."""
        return Counter(draft.kind for draft in self.drafts)

    def files(self, name: str) -> dict[str, bytes]:
        """
        Return the files by their names, the first of which is given.

        Examples
        --------
        >>> sorted(Taken((), Written(b"", (), {"contacts": b""})).files("city.csv"))
        ['city-contacts.csv', 'city.csv']
        """
        stem, ending = PurePath(name).stem, PurePath(name).suffix
        further = self.written.beside.items()
        return {name: self.written.content} | {f"{stem}-{w}{ending}": c for w, c in further}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files by their names as one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def take(
    form: str,
    scope: Scope,
    *,
    known: datetime | None = None,
    mapping: InstanceMap | None = None,
    tell: Told | None = None,
    ending: str = "",
) -> Taken:
    """
    Write the record of a scope in a format.

    Parameters
    ----------
    form
        One of `FORMATS`.
    known
        With only what the record held at that time; None for now.
    mapping
        Of the instance, for a mapped format.
    tell
        Called with kinds of records read, and kinds in all.
    ending
        Of the file, for a format that has several; "" for its own.

    Raises
    ------
    Refused
        The post may not take lists out.
    """
    chosen = FORMATS[form]
    with as_known(known):
        drafts = (
            totals_of(scope, known)
            if chosen.of_totals
            else drafts_of(scope, system=chosen.system, tell=tell)
        )
        beside = _not_told(scope, of_totals=chosen.of_totals)
    unit = _unit_of(scope)
    written = chosen.write(
        drafts,
        zone=settings.CITY_ZONE,
        author=str(unit or "Firebreak"),
        at=known or clock.now(),
        mapping=mapping,
        division=_division(unit),
        codes=codes(),
        ending=ending,
        counted_by=own_counts(home()),
    )
    notes = (*written.notes, *_chain_cut(chosen.system, drafts), *beside)
    return Taken(drafts, replace(written, notes=notes))


def _unit_of(scope: Scope) -> Unit | None:
    """Who reports: the unit of the post; of the whole record, the city."""
    if scope.unit_id:
        return Unit.objects.filter(pk=scope.unit_id).first()
    return Unit.objects.order_by("path").first()


def _division(unit: Unit | None) -> str:
    """The division code of the unit that reports; "" if it has none."""
    found = unit.division_codes.filter(valid_to=None).first() if unit else None
    return found.code if found else ""


def _not_told(scope: Scope, *, of_totals: bool) -> list[Note]:
    """What was not even made a draft of; of totals, that is everything that is counted in them."""
    counted = {kind: seen(scope).count() for kind, seen in UNTOLD.items()}
    if of_totals:
        whole = {model: records_seen(model, scope).count() for model in RELATED}
        counted = {_kind(model): number for model, number in whole.items()} | counted
    return [
        Note("kind_not_carried", None, {"kind": kind, "field": "*", "count": count})
        for kind, count in counted.items()
        if count
    ]


def _kind(model: Any) -> str:
    name = str(model._meta.model_name)
    return {"directive": "order"}.get(name, name)


def _chain_cut(system: str, drafts: Sequence[Draft]) -> list[Note]:
    """Contacts of contacts that go out as of the case, as nobody between can be named."""
    if system not in WITH_CONTACTS:
        return []
    kinds = {draft.key: draft.kind for draft in drafts}
    further = (d for d in drafts if d.kind == "contact" and d.value("order") == SECONDARY)
    cut = sum(kinds.get(draft.links.get("from", "")) == "case" for draft in further)
    if not cut:
        return []
    return [Note("between_not_told", None, {"kind": "contact", "field": "*", "count": cut})]
