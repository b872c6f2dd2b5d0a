"""The records behind a duty: what started its clock, what moved it on, what stopped it."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.translation import gettext as _

from firebreak.engine.kinds import KINDS, matching
from firebreak.records.models import Unit
from firebreak.records.situation import Situation
from firebreak.site.duties.words import kind_word


@dataclass(frozen=True)
class Step:
    """One event on the clock, with its three times."""

    role: str  # "start", "hand-over", "proof", "void"
    word: str
    unit: str
    happened_at: datetime
    happened_until: datetime | None
    told_at: datetime | None
    stored_at: datetime
    record_kind: str
    record: int

    @property
    def did(self) -> str:
        """What the event did to the clock."""
        return role_word(self.role)


def evidence_of(row: dict, now: Situation) -> list[Step]:
    """Return the events of a duty's subject that its rule speaks of, in order of time."""
    rule = now.protocols.rule(row["rule"], row["edition"])
    handed = [word for holder in rule.holders for word in holder.after]
    voids = [kind for void in getattr(rule, "voided_by", ()) for kind in void.kinds]
    roles = {kind: "hand-over" for word in handed for kind in matching(word)}
    roles |= {kind: "void" for word in voids for kind in matching(word)}
    roles |= {kind: "proof" for word in rule.fulfilled_by for kind in matching(word)}
    events = _of_subject(row, now).filter(pl.col("kind").cast(pl.String).is_in(list(roles)))
    start = _start(row, now)
    steps = pl.concat([start, events.join(start, on=["kind", "record"], how="anti")]).sort(
        "happened_at"
    )
    units = Unit.objects.in_bulk(steps["unit"].drop_nulls().to_list())
    return [_step(event, roles, row, units) for event in steps.iter_rows(named=True)]


def _of_subject(row: dict, now: Situation) -> pl.DataFrame:
    window = pl.col("happened_at") >= row["started"]
    end = row["fulfilled"] or now.at
    return now.events.filter(
        (pl.col("subject") == row["subject"]) & window & (pl.col("happened_at") <= end)
    ).filter(pl.col("kind").cast(pl.String).is_in(_kinds_about(row["subject_kind"])))


def _start(row: dict, now: Situation) -> pl.DataFrame:
    return now.events.filter(
        (pl.col("kind") == row["start_kind"])
        & (pl.col("record") == row["start_record"])
        & (pl.col("subject") == row["subject"])
    ).head(1)


def _kinds_about(subject_kind: str) -> list[str]:
    return [name for name, kind in KINDS.items() if kind.subject == subject_kind]


def _step(event: dict, roles: dict[str, str], row: dict, units: dict[int, Unit]) -> Step:
    is_start = (event["kind"], event["record"]) == (row["start_kind"], row["start_record"])
    return Step(
        role="start" if is_start else roles.get(event["kind"], "hand-over"),
        word=kind_word(event["kind"]),
        unit=str(units.get(event["unit"]) or ""),
        happened_at=event["happened_at"],
        happened_until=event["happened_until"],
        told_at=event["told_at"],
        stored_at=event["stored_at"],
        record_kind=KINDS[event["kind"]].record,
        record=event["record"],
    )


def role_word(role: str) -> str:
    """What an event did to the clock."""
    return {
        "start": _("started the clock"),
        "hand-over": _("handed it over"),
        "proof": _("fulfilled it"),
        "void": _("made it void"),
    }[role]
