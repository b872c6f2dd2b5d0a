"""The work that a change of edition makes: who is a contact now, and whose clock differs.

A new window does not rewrite the past in silence. It gives two lists to decide on: the encounters
that fall into the new window and did not into the old one, each with both windows; and the duties
not yet done for which the new edition says something else, with who holds them. A clock that is
running keeps the edition it started under (`keeps_old`) until the office decides otherwise.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.protocols import Duty, Edition, Protocols, Round
from firebreak.engine.duties.starting import instant
from firebreak.engine.kinds import KINDS
from firebreak.engine.tables import EVENTS, INSTANT, LINELIST, check_table, watched_contacts

CONTACT_CHANGES = ("newly_contact", "no_longer_contact")
DUTY_CHANGES = ("newly_due", "no_longer_due", "limit_changed")
UNDONE = ["open", "due_soon", "overdue"]
SAMPLES = ["sample.taken", "test.resulted.positive"]

NEW_CONTACTS: dict[str, pl.DataType] = {
    "change": pl.Enum(list(CONTACT_CHANGES)),
    "contact": pl.Int64(),
    "person": pl.Int64(),
    "case_person": pl.Int64(),
    "county": pl.Int64(),
    "start": INSTANT,
    "end": INSTANT,
    "anchor": pl.String(),  # what the windows count from: "onset" or "sampling"
    "anchored": INSTANT,
    "old_start": INSTANT,
    "new_start": INSTANT,
    "old_end": INSTANT,  # null: not isolated
    "new_end": INSTANT,
    "placed": pl.Boolean(),  # already kept somewhere
}
CHANGED_DUTIES: dict[str, pl.DataType] = {
    "change": pl.Enum(list(DUTY_CHANGES)),
    "rule": pl.String(),
    "subject": pl.Int64(),
    "holder_role": pl.String(),
    "holder_unit": pl.Int64(),
    "county": pl.Int64(),
    "started": INSTANT,
    "old_due": INSTANT,
    "new_due": INSTANT,
    "old_state": pl.String(),
    "new_state": pl.String(),
    "keeps_old": pl.Boolean(),  # its clock started before the new edition came into force
}
SENTENCES = {
    ("newly_contact", "en"): "Met the case on {start}: outside the old window, which opened on "
    "{old_start}, but within the new one, which opens on {new_start}.",
    (
        "newly_contact",
        "zh",
    ): "{start}与病例接触：旧版自{old_start}起算，不在范围内；新版自{new_start}起算，属密切接触。",
    ("no_longer_contact", "en"): "Met the case on {start}: within the old window, which opened on "
    "{old_start}, but outside the new one, which opens on {new_start}.",
    (
        "no_longer_contact",
        "zh",
    ): "{start}与病例接触：旧版自{old_start}起算，在范围内；新版自{new_start}起算，不再属密切接触。",
}


@dataclass(frozen=True)
class EditionChange:
    """The work list: `contacts` as in `NEW_CONTACTS`, `duties` as in `CHANGED_DUTIES`."""

    old: Edition
    new: Edition
    contacts: pl.DataFrame
    duties: pl.DataFrame

    def why(self, row: dict[str, Any], language: str) -> str:
        """Return in a sentence why a row of `contacts` is on the list."""
        words = SENTENCES[str(row["change"]), "zh" if language.lower().startswith("zh") else "en"]
        zone = self.new.time_zone
        shown = {
            key: row[key].astimezone(zone).strftime("%Y-%m-%d %H:%M")
            for key in ("start", "old_start", "new_start")
        }
        return words.format(**shown)


def edition_change(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    linelist: pl.DataFrame,
    old: Edition,
    new: Edition,
    *,
    at: datetime,
) -> EditionChange:
    """
    Work out what changes when `new` takes the place of `old`.

    Parameters
    ----------
    events, contacts, linelist
        Columns as in `tables.EVENTS`, `tables.CONTACTS`, `tables.LINELIST`. Onset, sampling and
        isolation are read from the events; from the line list only where those have none.
    old, new
        The two editions, of one pathogen.
    at
        The instant of the list: what happened later does not count.

    Raises
    ------
    ValueError
        The editions are about different pathogens.
    TableError
        A table lacks a column, or a column is of the wrong type.
    """
    if old.pathogen != new.pathogen:
        raise ValueError(
            f"{old.id} is about {old.pathogen} and {new.id} about {new.pathogen}; "
            "a change of edition stays with one pathogen."
        )
    events = check_table(events, EVENTS, "events").filter(pl.col("happened_at") <= instant(at))
    contacts = watched_contacts(contacts)
    linelist = check_table(linelist, LINELIST, "linelist")
    return EditionChange(
        old,
        new,
        _changed_contacts(events, contacts, linelist, old, new, at),
        _changed_duties(events, old, new, at),
    )


def _changed_contacts(
    events: pl.DataFrame,
    contacts: pl.DataFrame,
    linelist: pl.DataFrame,
    old: Edition,
    new: Edition,
    at: datetime,
) -> pl.DataFrame:
    if old.contact_window is None or new.contact_window in (None, old.contact_window):
        return pl.DataFrame(schema=NEW_CONTACTS)
    cases = _anchored(events, linelist, new)
    rows = contacts.filter(pl.col("start") <= instant(at)).join(
        cases, left_on="from_id", right_on="case_person", how="inner"
    )
    rows = rows.with_columns(_window(old, "old") + _window(new, "new"))
    rows = rows.with_columns(before=_inside("old"), now=_inside("new"))
    changed = rows.filter(pl.col("before") != pl.col("now")).with_columns(
        change=pl.when("now")
        .then(pl.lit("newly_contact"))
        .otherwise(pl.lit("no_longer_contact"))
        .cast(NEW_CONTACTS["change"]),
        contact="id",
        person="to_id",
        case_person="from_id",
        placed=pl.col("to_id").is_in(_placed(events).implode()),
    )
    return changed.select(*NEW_CONTACTS).sort("change", "county", "person", "start")


def _anchored(events: pl.DataFrame, linelist: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Each case's person, what the windows count from, and the isolation."""
    about = events.filter(pl.col("pathogen") == edition.pathogen)
    classified = about.filter(
        pl.col("kind").is_in(["case.confirmed", "case.probable", "case.asymptomatic"])
    )
    listed = _listed(linelist, edition)
    cases = pl.DataFrame({"case_person": pl.concat([classified["subject"], listed["case_person"]])})
    sampled = _first(_about(events, edition.pathogen), SAMPLES, "sampled")
    for table in (listed, _first(about, ["case.onset"], "onset"), sampled):
        cases = cases.unique("case_person").join(table, on="case_person", how="left")
    return _isolated(events, _from_onset_or_sampling(cases))


def _from_onset_or_sampling(cases: pl.DataFrame) -> pl.DataFrame:
    ill = pl.coalesce("onset", "onset_listed").is_not_null()
    latest = pl.coalesce("onset_latest", "onset_listed", "sampled_latest")
    return cases.with_columns(
        anchor=pl.when(ill).then(pl.lit("onset")).otherwise(pl.lit("sampling")),
        anchored=pl.coalesce("onset", "onset_listed", "sampled"),
        anchored_latest=latest,
    ).filter(pl.col("anchored").is_not_null())


def _isolated(events: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The first placement that had not ended before the case fell ill; else the line list's day."""
    began = events.filter(pl.col("kind").is_in(_kinds(events, "placement.began.")))
    ended = events.filter(pl.col("kind").is_in(_kinds(events, "placement.ended.")))
    over = ended.select("record", over="happened_at")
    kept = (
        began.join(over, on="record", how="left")
        .join(cases.select("case_person", "anchored"), left_on="subject", right_on="case_person")
        .filter(pl.col("over").is_null() | (pl.col("over") > pl.col("anchored")))
    )
    first = _first(kept, _kinds(events, "placement.began."), "isolated")
    return cases.join(first, on="case_person", how="left").select(
        "case_person",
        "anchor",
        "anchored",
        "anchored_latest",
        isolated_latest=pl.coalesce("isolated_latest", "isolated_listed"),
    )


def _listed(linelist: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    mine = pl.col("person_id").is_not_null() & (pl.col("pathogen") == edition.pathogen)
    listed = linelist.filter(mine).select(
        case_person="person_id",
        onset_listed=_midnight("date_onset", edition),
        isolated_listed=_midnight("date_isolation", edition, days=1),
    )
    return listed.unique("case_person", keep="first", maintain_order=True)


def _midnight(column: str, edition: Edition, *, days: int = 0) -> pl.Expr:
    day = (pl.col(column) + pl.duration(days=days)).cast(pl.Datetime("us"))
    return day.dt.replace_time_zone(str(edition.time_zone)).cast(INSTANT)


def _about(events: pl.DataFrame, pathogen: str) -> pl.DataFrame:
    return events.filter((pl.col("pathogen") == pathogen).fill_null(True))


def _kinds(events: pl.DataFrame, prefix: str) -> list[str]:
    return [kind for kind in KINDS if kind.startswith(prefix)]


def _first(events: pl.DataFrame, kinds: list[str], name: str) -> pl.DataFrame:
    """The first of these kinds of each person: its first and its latest possible instant."""
    rows = events.filter(pl.col("kind").is_in(kinds)).sort("happened_at", "record")
    first = rows.unique("subject", keep="first", maintain_order=True)
    return first.select(
        pl.col("subject").alias("case_person"),
        pl.col("happened_at").alias(name),
        pl.coalesce("happened_until", "happened_at").alias(f"{name}_latest"),
    )


def _window(edition: Edition, name: str) -> list[pl.Expr]:
    """The window of an edition, at its widest, as `observation.contact_window` has it."""
    rule = edition.contact_window
    assert rule is not None
    before = (
        pl.when(pl.col("anchor") == "onset").then(rule.before_onset).otherwise(rule.before_sampling)
    )
    ends = [pl.col("isolated_latest")]
    if rule.after_onset is not None:
        ends.append(pl.col("anchored_latest") + rule.after_onset)
    return [
        (pl.col("anchored") - before).alias(f"{name}_start"),
        pl.min_horizontal(ends).alias(f"{name}_end"),
    ]


def _inside(name: str) -> pl.Expr:
    until = pl.coalesce("end", "start")
    starts_in_time = (pl.col("start") < pl.col(f"{name}_end")).fill_null(True)
    return starts_in_time & (until >= pl.col(f"{name}_start"))


def _placed(events: pl.DataFrame) -> pl.Series:
    """The people who are kept somewhere: a placement of theirs has not ended."""
    began = events.filter(pl.col("kind").is_in(_kinds(events, "placement.began.")))
    ended = events.filter(pl.col("kind").is_in(_kinds(events, "placement.ended.")))
    return began.join(ended, on="record", how="anti")["subject"].unique()


def _changed_duties(events: pl.DataFrame, old: Edition, new: Edition, at: datetime) -> pl.DataFrame:
    differing = _differing(old, new)
    if not any(edition.rules for edition in differing):
        return pl.DataFrame(schema=CHANGED_DUTIES)
    keys = ["rule", "subject", "start_record", "started"]
    before, after = (_undone(events, edition, at) for edition in differing)
    both = before.join(after, on=keys, how="full", coalesce=True, suffix="_new")
    same = (pl.col("due") == pl.col("due_new")).fill_null(False)
    return (
        both.filter(~same)
        .with_columns(
            change=pl.when(pl.col("due").is_null())
            .then(pl.lit("newly_due"))
            .when(pl.col("due_new").is_null())
            .then(pl.lit("no_longer_due"))
            .otherwise(pl.lit("limit_changed"))
            .cast(CHANGED_DUTIES["change"]),
            holder_role=pl.coalesce("holder_role_new", "holder_role").cast(pl.String),
            holder_unit=pl.coalesce("holder_unit_new", "holder_unit"),
            county=pl.coalesce("county_new", "county"),
            old_due="due",
            new_due="due_new",
            old_state=pl.col("state").cast(pl.String),
            new_state=pl.col("state_new").cast(pl.String),
            keeps_old=pl.col("started") < instant(new.valid_from),
        )
        .select(*CHANGED_DUTIES)
        .sort("change", "rule", "county", "subject", "started")
    )


def _differing(old: Edition, new: Edition) -> tuple[Edition, Edition]:
    """Both with those rules alone that the other has not, or has otherwise: by the rest nothing changes."""
    if (old.jurisdiction, old.time_zone) != (new.jurisdiction, new.time_zone):
        return old, new
    return _without(old, new.rules), _without(new, old.rules)


def _without(edition: Edition, rules: tuple[Duty | Round, ...]) -> Edition:
    return replace(
        edition,
        duties=tuple(duty for duty in edition.duties if duty not in rules),
        rounds=tuple(one for one in edition.rounds if one not in rules),
    )


def _undone(events: pl.DataFrame, edition: Edition, at: datetime) -> pl.DataFrame:
    """What is still to do if this edition had always been in force; of the rounds, the last day's."""
    alone = Protocols(()).as_if(edition)
    table = duties(events, alone, now=at, since=at - timedelta(days=1))
    return table.filter(pl.col("state").is_in(UNDONE)).select(
        "rule",
        "subject",
        "start_record",
        "started",
        "due",
        "state",
        "holder_role",
        "holder_unit",
        "county",
    )
