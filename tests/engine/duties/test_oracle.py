"""The duties agree, row for row, with a slow way of working them out: one duty at a time, in words.

The slow way knows nothing of sorting, tracks or arrays. It reads the rules as `clocks.py` and
`rounds.py` state them. The editions here are invented, to have every clause of a rule in use.
"""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.duties.clocks import DUTIES, duties
from firebreak.engine.duties.protocols import (
    DayWindow,
    Duty,
    Edition,
    Escalation,
    Holder,
    Protocols,
    Round,
    Standing,
    Text,
    Void,
)
from firebreak.engine.kinds import KINDS, matching
from firebreak.engine.tables import EVENTS

ZONE = ZoneInfo("Asia/Shanghai")
ORIGIN = datetime(2020, 2, 1, tzinfo=ZONE)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEXT = Text("x", "x")
BEGAN, ENDED = matching("placement.began"), matching("placement.ended")


def duty(id, starts, fulfilled_by, hours, **more) -> Duty:
    return Duty(
        id=id,
        name=TEXT,
        subject=more.pop("subject", "person"),
        starts=starts,
        fulfilled_by=fulfilled_by,
        within=hours * HOUR,
        holders=more.pop("holders", (Holder("hospital"),)),
        source="s",
        **more,
    )


def edition(id, jurisdiction, first, last, duties=(), rounds=(), pathogen="sars-cov-2") -> Edition:
    return Edition(
        id=id,
        name=TEXT,
        family="control",
        pathogen=pathogen,
        jurisdiction=jurisdiction,
        edition="1",
        valid_from=ORIGIN + timedelta(days=first),
        valid_to=None if last is None else ORIGIN + timedelta(days=last),
        time_zone=ZONE,
        source="s",
        sources={"s": "s"},
        duties=duties,
        rounds=rounds,
    )


TEST = duty(
    "suspect-test",
    ("case.suspected", "case.confirmed"),
    ("test.resulted.positive", "test.resulted.negative"),
    24,
    again_after=("case.excluded",),
    voided_by=(
        Void("excluded", ("case.excluded",), TEXT),
        Void("died", ("case.died",), TEXT),
    ),
    due_soon=5 * HOUR,
    holders=(
        Holder("hospital"),
        Holder("carrier", after=("sample.taken",)),
        Holder("laboratory", "county", after=("sample.received",)),
    ),
    escalation=(Escalation(timedelta(), "secretary"), Escalation(6 * HOUR, "duty_head", "city")),
)
QUARANTINE = duty(
    "contact-quarantine",
    ("contact.named", "contact.let_go"),
    BEGAN,
    12,
    again_after=ENDED,
    standing=Standing(ENDED),
    holders=(Holder("tracer", "county"),),
)
CARD = duty(
    "case-card",
    ("case.suspected", "case.confirmed"),
    ("report.received.case_card",),
    2,
    each="every",
    standing=Standing(("case.excluded",)),
    holders=(Holder("hospital", "none"),),
)
CORRECTION = duty(
    "card-correction",
    ("case.confirmed",),
    ("report.received.correction", "report.received.case_card"),
    3,
    each="every",
    only_after=("report.received.case_card",),
    again_after=("case.excluded",),
    holders=(Holder("hospital"),),
)
REVIEW = duty(
    "card-review",
    ("report.received.case_card",),
    ("report.reviewed.case_card",),
    2,
    each="every",
    match="record",
)
FORM = duty("form-again", ("report.sent.who_form",), ("report.sent.who_form",), 48)
EVENT = duty(
    "event-report",
    ("unit.first_case",),
    ("report.received.event",),
    2,
    subject="unit",
    each="every",
    match="county",
    holders=(Holder("reviewer", "subject"),),
)
FOLLOW_UP = Round(
    id="follow-up",
    name=TEXT,
    subject="person",
    starts=BEGAN,
    ends=(*ENDED, "case.confirmed"),
    lasts=3 * DAY,
    lasts_from=("contact.exposed",),
    fulfilled_by=("check.follow_up",),
    windows=(DayWindow(TEXT, time(6), time(12)), DayWindow(TEXT, time(14), time(22))),
    holders=(Holder("grid_worker"),),
    escalation=(Escalation(timedelta(), "tracer"),),
    source="s",
)
DAILY = Round(
    id="daily",
    name=TEXT,
    subject="unit",
    starts=("unit.opened.hospital",),
    ends=("unit.closed.hospital",),
    fulfilled_by=("report.received.daily",),
    windows=(DayWindow(TEXT, time(0), time(16)),),
    holders=(Holder("hospital", "subject"),),
    due_soon=2 * HOUR,
    source="s",
)
PROTOCOLS = Protocols(
    (
        edition(
            "nation-1",
            "CN",
            -9,
            2,
            (TEST, CARD, CORRECTION, REVIEW, FORM, EVENT),
            (FOLLOW_UP, DAILY),
        ),
        edition(
            "nation-2",
            "CN",
            2,
            None,
            (
                replace(TEST, within=12 * HOUR, starts=("case.suspected",)),
                replace(CARD, each="first", again_after=("case.excluded",)),
                replace(CORRECTION, each="first"),
                REVIEW,
                FORM,
                EVENT,
            ),
            (replace(FOLLOW_UP, windows=FOLLOW_UP.windows[:1]), DAILY),
        ),
        edition("city", "430200", 1, 4, (QUARANTINE, replace(TEST, within=6 * HOUR))),
        edition(
            "other",
            "CN",
            -9,
            None,
            (replace(CARD, within=24 * HOUR),),
            (replace(FOLLOW_UP, needs_pathogen=True),),
            pathogen="measles",
        ),
    )
)
DIVISIONS = {1: "430202", 2: "430900"}
USED = sorted(
    {kind for e in PROTOCOLS for rule in e.rules for kind in (*rule.starts, *rule.fulfilled_by)}
    | {"case.excluded", "case.died", "case.confirmed", "sample.taken", "sample.received"}
    | {"contact.exposed", "placement.ended.home", "placement.ended.site", "unit.closed.hospital"}
)
KEPT = [k for k in USED if k.rsplit(".", 1)[-1] not in ("on_the_spot", "icu")]


# The slow way


def at_of(event):
    return event["happened_at"]


def until_of(event):
    return event["happened_until"] or event["happened_at"]


def key_of(event, match):
    return event["subject"] if match == "subject" else event[match]


def in_order(events):
    order = list(KINDS)
    return sorted(events, key=lambda e: (at_of(e), order.index(e["kind"]), _id(e["record"])))


def _id(record):
    return -1 if record is None else record


def about(event, pathogen):
    return event["pathogen"] in (None, pathogen)


def not_judged(row, began):
    """The row, unless nobody can have recorded here in time whether it was done."""
    if row["fulfilled"] or row["late_by"] is None or began is None or row["due"] > began:
        return row
    untold = {"state": "not_applicable", "reason": "before_record"}
    return row | untold | {"late_by": None, "escalated_to": None}


def slow_duties(events, protocols, now, known, since, divisions):
    counted = [
        e
        for e in events
        if at_of(e) <= now and (known is None or e["stored_at"] is None or e["stored_at"] <= known)
    ]
    rows = []
    for pathogen in protocols.pathogens:
        mine = in_order(e for e in counted if about(e, pathogen))
        editions = [e for e in protocols if e.pathogen == pathogen]
        for id in sorted({rule.id for e in editions for rule in e.rules}):
            rows += _one_off(mine, counted, editions, id, now, divisions, protocols)
            rows += _recurring(mine, counted, editions, id, now, since, divisions, protocols)
    return rows


def governs(editions, id, at, county, divisions):
    """The rule of the narrowest edition in force that has it and covers the county."""
    best = None
    for narrowness, applies in (
        ("CN", True),
        ("430200", divisions is None or divisions.get(county, "").startswith("4302")),
    ):
        for e in editions:
            if e.jurisdiction == narrowness and applies and e.in_force(at):
                for rule in e.rules:
                    if rule.id == id:
                        best = (e, rule)
    return best


def starts_about(event, counted, edition, rule, protocols):
    if rule.subject != "person" or event["pathogen"] is not None:
        return True

    def involved(pathogen):
        return any(
            e["subject"] == event["subject"]
            and e["pathogen"] == pathogen
            and at_of(e) <= at_of(event)
            and (e["kind"].startswith("case.") or e["kind"] == "contact.exposed")
            for e in counted
        )

    if involved(edition.pathogen):
        return True
    others = [p for p in protocols.pathogens if p != edition.pathogen]
    return not rule.needs_pathogen and not any(involved(p) for p in others)


def _one_off(mine, counted, editions, id, now, divisions, protocols):
    opened = []
    for event in mine:
        found = governs(editions, id, at_of(event), event["county"], divisions)
        if found is None or not isinstance(found[1], Duty) or event["kind"] not in found[1].starts:
            continue
        if not follows(mine, found[1], event):
            continue
        if starts_about(event, counted, *found, protocols):
            opened.append((event, *found))
    for event, e, rule in opened:
        earlier = [
            o
            for o, *_ in opened
            if o["subject"] == event["subject"] and o is not event and opened_before(o, event)
        ]
        if rule.each == "first" and earlier and not again(mine, rule, earlier[-1], event):
            continue
        yield one_row(mine, e, rule, event, now)


def follows(mine, rule, start):
    """Whether one of `only_after` came before a start, and no end of the episode since."""
    own = [e for e in mine if e["subject"] == start["subject"] and at_of(e) < at_of(start)]
    before = [at_of(e) for e in own if e["kind"] in rule.only_after]
    ended = [at_of(e) for e in own if e["kind"] in rule.again_after]
    if not rule.only_after:
        return True
    return bool(before) and (not ended or max(ended) < max(before))


def opened_before(one, other):
    return in_order([one, other])[0] is one


def again(mine, rule, before, event):
    return any(
        a["subject"] == event["subject"]
        and a["kind"] in rule.again_after
        and at_of(before) < at_of(a) <= at_of(event)
        for a in mine
    )


def stands_until(mine, rule, proof):
    """Until when a proof may still have been going on."""
    if rule.standing is None:
        return until_of(proof)
    ends = [until_of(end) for end in endings(mine, rule.standing.ends, proof, rule.match)]
    return max(until_of(proof), min(ends, default=datetime.max.replace(tzinfo=UTC)))


def endings(mine, kinds, proof, match="subject"):
    """For each sort of record that can end it, the first event that does."""
    for record in {KINDS[kind].record for kind in kinds}:
        own = record == KINDS[proof["kind"]].record
        candidates = [
            e
            for e in mine
            if e["kind"] in kinds
            and KINDS[e["kind"]].record == record
            and (
                _id(e["record"]) == _id(proof["record"])
                if own
                else key_of(e, match) == key_of(proof, match) and at_of(e) > at_of(proof)
            )
        ]
        yield from candidates[:1]


def first_proof(mine, kinds, key, match, start, after, lasting):
    mine = [e for e in mine if e["kind"] in kinds and _id(key_of(e, match)) == key]
    earlier = [e for e in mine if (at_of(e) < start if after else at_of(e) <= start)]
    held = [(lasting(e), n) for n, e in enumerate(earlier) if lasting(e) > start]
    if held:
        longest = max(lasting(e) for e in earlier)
        return [e for e in earlier if lasting(e) == longest][-1]
    later = [e for e in mine if (at_of(e) > start if after else at_of(e) >= start)]
    return later[0] if later else None


def one_row(mine, e, rule, event, now):
    after = bool(set(rule.starts) & set(rule.fulfilled_by))
    proof = first_proof(
        mine,
        rule.fulfilled_by,
        _id(key_of(event, rule.match)),
        rule.match,
        at_of(event),
        after,
        lambda p: stands_until(mine, rule, p),
    )
    voids = []
    for void in rule.voided_by:
        found = first_proof(
            mine, void.kinds, event["subject"], "subject", at_of(event), False, until_of
        )
        if found is not None:
            voids.append((found, void.code))
    void = min(voids, key=lambda v: at_of(v[0]), default=None)
    due = until_of(event) + rule.within
    certainly = at_of(event) + rule.within
    return settle(
        mine,
        e,
        rule,
        event,
        at_of(event),
        event["happened_until"],
        due,
        certainly,
        rule.soon,
        proof,
        void,
        None,
        now,
    )


def settle(
    mine,
    e,
    rule,
    event,
    started,
    started_until,
    due,
    certainly,
    soon,
    proof,
    void,
    missed_from,
    now,
):
    if proof and void and at_of(proof) > at_of(void[0]):
        proof = None
    if proof:
        void = None
    end = at_of(proof) if proof else at_of(void[0]) if void else now
    late = end - due
    reason = None
    if proof:
        state = "met_late" if late > timedelta() else "met"
        if state == "met":
            if at_of(proof) < started and until_of(proof) <= started:
                reason = "already"
            elif until_of(proof) > certainly:
                reason = "may_be_in_time"
    elif void:
        state, reason = "not_applicable", void[1]
    else:
        state = "overdue" if now > due else "due_soon" if now >= due - soon else "open"
        if state == "overdue" and missed_from and now >= missed_from:
            reason = "missed"
        if state != "overdue" and now > certainly:
            reason = "may_be_overdue"
    escalated = None
    for step in rule.escalation:
        if state == "overdue" and late >= step.after:
            escalated = step.to
    holder, handed = held_by(mine, rule, event, max(end, started))
    unit = {
        "event": handed["unit"],
        "county": event["county"],
        "subject": event["subject"],
        "none": None,
    }[holder.unit]
    width = max(
        (started_until or started) - started,
        until_of(proof) - at_of(proof) if proof else timedelta(),
    )
    return {
        "rule": rule.id,
        "edition": e.id,
        "pathogen": e.pathogen,
        "subject_kind": rule.subject,
        "subject": event["subject"],
        "holder_role": holder.role,
        "holder_unit": unit,
        "county": event["county"],
        "started": started,
        "started_until": started_until,
        "due": due,
        "fulfilled": at_of(proof) if proof else None,
        "state": state,
        "reason": reason,
        "late_by": late if late > timedelta() else None,
        "escalated_to": escalated,
        "start_kind": event["kind"],
        "start_record": event["record"],
        "proof_kind": proof["kind"] if proof else None,
        "proof_record": proof["record"] if proof else None,
        "precision": "minute" if not width else "day" if width == DAY else "interval",
    }


def held_by(mine, rule, event, cutoff):
    holder, handed, latest = rule.holders[0], event, at_of(event)
    for candidate in rule.holders[1:]:
        found = [
            e
            for e in mine
            if e["kind"] in candidate.after
            and e["subject"] == event["subject"]
            and at_of(e) <= cutoff
        ]
        if found and at_of(found[-1]) >= latest:
            holder, handed, latest = candidate, found[-1], at_of(found[-1])
    return holder, handed


def _recurring(mine, counted, editions, id, now, since, divisions, protocols):
    for e in editions:
        for rule in e.rules:
            if rule.id == id and isinstance(rule, Round):
                yield from rounds(
                    mine, counted, editions, e, rule, now, since, divisions, protocols
                )


def rounds(mine, counted, editions, e, rule, now, since, divisions, protocols):
    starts = [
        s for s in mine if s["kind"] in rule.starts and starts_about(s, counted, e, rule, protocols)
    ]
    days = [date(2020, 1, 20) + n * DAY for n in range(40)]
    windows = [
        (datetime.combine(d, w.opens, ZONE), datetime.combine(d, w.closes, ZONE))
        for d in days
        for w in rule.windows
    ]
    for subject in sorted({s["subject"] for s in starts}):
        own = [s for s in starts if s["subject"] == subject]
        sessions = merged([(until_of(s), *session_end(mine, rule, s)) for s in own])
        for (opens, closes), (following, _) in itertools.pairwise(windows):
            if opens > now or (since and closes <= since):
                continue
            inside = [s for s in sessions if s[0] <= opens < s[1]]
            if not inside:
                continue
            ((begun, ended_at, ending),) = inside
            if rule.lasts:
                anchors = [
                    a
                    for a in mine
                    if a["kind"] in rule.lasts_from
                    and a["subject"] == subject
                    and at_of(a) <= opens
                ]
                if closes > (at_of(anchors[-1]) if anchors else begun) + rule.lasts:
                    continue
            event = [s for s in own if at_of(s) <= opens][-1]
            found = governs(editions, rule.id, opens, event["county"], divisions)
            if found is None or found[0] is not e:
                continue
            proof = first_proof(mine, rule.fulfilled_by, subject, "subject", opens, False, until_of)
            if proof and at_of(proof) >= following:
                proof = None
            void = (ending, "ended") if ending and ended_at < closes else None
            soon = rule.due_soon if rule.due_soon is not None else (closes - opens) / 4
            yield settle(
                mine, e, rule, event, opens, None, closes, closes, soon, proof, void, following, now
            )


def session_end(mine, rule, start):
    ends = sorted(endings(mine, rule.ends, start), key=at_of)
    return (at_of(ends[0]), ends[0]) if ends else (datetime.max.replace(tzinfo=UTC), None)


def merged(sessions):
    joined = []
    for start, end, ending in sorted(
        (s for s in sessions if s[1] > s[0]), key=lambda s: (s[0], s[1])
    ):
        if joined and start <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end, ending)
        else:
            joined.append((start, end, ending))
    return joined


# The agreement

INSTANTS = st.integers(0, 5 * 24 * 2).map(lambda n: (ORIGIN + n * HOUR / 2).astimezone(UTC))


@st.composite
def one_event(draw, kinds):
    kind = draw(st.sampled_from(kinds))
    at = draw(INSTANTS)
    width = draw(st.sampled_from([None, None, None, DAY, 6 * HOUR]))
    if width == DAY:
        at = at.astimezone(ZONE).replace(hour=0, minute=0).astimezone(UTC)
    pathogen = draw(st.sampled_from(["sars-cov-2", "sars-cov-2", "measles", None]))
    return {
        "subject": draw(st.integers(1, 2)),
        "kind": kind,
        "pathogen": pathogen,
        "unit": draw(st.sampled_from([None, 7, 8])),
        "county": draw(st.sampled_from([1, 2, None])),
        "happened_at": at,
        "happened_until": None if width is None else at + width,
        "told_at": None,
        "stored_at": draw(st.one_of(st.none(), INSTANTS)),
        "record": draw(st.integers(1, 4)),
    }


def no_two_alike(events):
    """Of two events alike in kind, time and record, which one counts first is nobody's business."""
    seen = {}
    for event in events:
        seen[event["subject"], event["kind"], event["happened_at"], event["record"]] = event
        seen[event["county"], event["kind"], event["happened_at"], event["record"]] = event
    return [e for e in events if sum(e is s for s in seen.values()) == 2]


#: Few kinds at a time, around one rule, so that starts meet proofs and ends.
THEMES = [
    (
        *TEST.starts,
        *TEST.fulfilled_by,
        "case.excluded",
        "case.died",
        "sample.taken",
        "sample.received",
    ),
    (
        *("contact.named", "contact.let_go", "contact.exposed"),
        *("placement.began.home", "placement.ended.home"),
    ),
    (*CARD.starts, *CARD.fulfilled_by, *REVIEW.fulfilled_by, "case.excluded"),
    (*CORRECTION.starts, *CORRECTION.fulfilled_by, "case.excluded"),
    (*FORM.starts, *EVENT.starts, *EVENT.fulfilled_by),
    (
        *("placement.began.home", "placement.began.site", "placement.ended.home"),
        *("contact.exposed", "case.confirmed", "check.follow_up"),
    ),
    ("unit.opened.hospital", "unit.closed.hospital", "report.received.daily"),
    tuple(KEPT),
]
tables = st.sampled_from(THEMES).flatmap(
    lambda kinds: st.lists(one_event(kinds), max_size=14).map(no_two_alike)
)


def as_table(events) -> pl.DataFrame:
    return pl.DataFrame(events, schema=EVENTS, orient="row")


def rows_of(table: pl.DataFrame) -> list[dict]:
    return table.with_columns(pl.col(pl.Enum).cast(pl.String)).to_dicts()


def comparable(rows):
    def in_utc(value):
        return value.astimezone(UTC) if isinstance(value, datetime) else value

    plain = [{key: in_utc(row[key]) for key in DUTIES} for row in rows]
    return sorted(plain, key=lambda row: [str(value) for value in row.values()])


@given(
    events=tables,
    now=INSTANTS,
    known=st.one_of(st.none(), INSTANTS),
    since=st.one_of(st.none(), INSTANTS),
    divisions=st.sampled_from([None, DIVISIONS]),
    began=st.one_of(st.none(), INSTANTS),
)
def test_the_duties_are_those_of_the_slow_way(events, now, known, since, divisions, began):
    asked = {"now": now, "known": known, "since": since, "divisions": divisions}
    table = duties(as_table(events), PROTOCOLS, began=began, **asked)
    slow = [not_judged(row, began) for row in slow_duties(events, PROTOCOLS, **asked)]
    assert comparable(rows_of(table)) == comparable(slow)


@given(events=tables, now=INSTANTS, order=st.randoms())
def test_the_order_of_the_events_does_not_matter(events, now, order):
    shuffled = events[:]
    order.shuffle(shuffled)
    one, other = (duties(as_table(rows), PROTOCOLS, now=now) for rows in (events, shuffled))
    assert comparable(rows_of(one)) == comparable(rows_of(other))


@given(events=tables, now=INSTANTS)
def test_instants_between_whole_seconds_change_nothing_but_themselves(events, now):
    """Whole seconds are sorted in one way, others in another: both give the same duties."""
    odd = {
        "subject": 3,
        "kind": "case.onset",
        "pathogen": "sars-cov-2",
        "happened_at": ORIGIN + timedelta(microseconds=7),
        "record": 9,
    }
    row = {name: odd.get(name) for name in EVENTS}
    one, other = (duties(as_table(t), PROTOCOLS, now=now) for t in (events, [*events, row]))
    assert comparable(rows_of(one)) == comparable(rows_of(other))
