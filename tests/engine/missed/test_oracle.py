"""The missed chances of random checks, held against the rules one by one as a person would."""

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.duties.timelines import SHIPPED, at

from firebreak.engine.missed import missed_chances
from firebreak.engine.tables import EVENTS

ONSET, CONFIRMED, NOW = at("2020-01-25 00:00"), at("2020-01-30 09:00"), at("2020-02-03 08:00")
HOUR = timedelta(hours=1)
RULES = {
    "fever-on-the-road": ("checkpoint", "station", "gate"),
    "ill-at-the-clinic": ("fever_clinic", "clinic", "triage"),
    "ill-at-home": ("household_visit", "follow_up", "round"),
}
LETS_GO = (None, "passed", "sent_home", "not_found")
CHECK = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([kind for kinds in RULES.values() for kind in kinds]),
        "hour": st.integers(-15 * 24, 5 * 24),  # from the onset
        "celsius": st.none() | st.sampled_from([36.5, 37.2, 37.3, 38.5]),
        "sign": st.sampled_from([None, "fever", "cough"]),
        "said": st.sampled_from([None, "exposure", "no_exposure"]),
        "did": st.sampled_from([*LETS_GO, "referred", "isolated", "reported"]),
    }
)


@given(
    checks=st.lists(CHECK, max_size=5),
    isolated=st.none() | st.integers(-20, 5 * 24),
    ticket=st.none() | st.integers(-20 * 24, 5 * 24),
)
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_what_each_rule_says_of_each_check(checks, isolated, ticket):
    found = missed_chances(_events(checks, isolated, ticket), None, SHIPPED, now=NOW).chances
    told = sorted(found.select("rule", "record").iter_rows())
    assert told == sorted(_by_hand(checks, isolated, ticket))


def _by_hand(checks, isolated, ticket):
    for number, check in enumerate(checks):
        free = isolated is None or check["hour"] <= isolated
        if check["hour"] < -14 * 24 or not free:
            continue
        for rule in _broken(check, ticket):
            waits = 0 if rule == "fever-on-the-road" else 2
            if not _answered(check, checks, isolated, waits):
                yield rule, number


def _broken(check, ticket):
    feverish = check["sign"] == "fever" or (check["celsius"] or 0) >= 37.3
    ill = feverish or check["sign"] is not None
    for rule, kinds in RULES.items():
        if check["kind"] in kinds and (feverish if rule == "fever-on-the-road" else ill):
            yield rule
    went = ticket is not None and check["hour"] - 14 * 24 <= ticket <= check["hour"]
    if went and check["kind"] not in ("follow_up", "round", "gate"):
        said = {None: "origin-not-asked", "no_exposure": "origin-denied", "exposure": None}
        if rule := said[check["said"]]:
            yield rule


def _answered(check, checks, isolated, waits) -> bool:
    until = check["hour"] + waits
    acted = [c["hour"] for c in checks if c["did"] not in LETS_GO]
    acted += [] if isolated is None else [isolated]
    return any(check["hour"] <= hour <= until for hour in acted)


def _events(checks, isolated, ticket) -> pl.DataFrame:
    rows = [
        _event("case.onset", 0, 900, pathogen="sars-cov-2"),
        _event("case.confirmed", (CONFIRMED - ONSET) / HOUR, 901, pathogen="sars-cov-2"),
    ]
    if isolated is not None:
        rows.append(_event("placement.began.ward", isolated, 902))
    if ticket is not None:
        rows.append(_event("travelled.train", ticket, 903))
    for number, check in enumerate(checks):
        kind = f"check.{check['kind']}"
        rows.append(_event(kind, check["hour"], number, celsius=check["celsius"]))
        for family, word in (("found", "sign"), ("declared", "said"), ("action", "did")):
            if check[word]:
                rows.append(_event(f"{family}.{check[word]}", check["hour"], number))
    return pl.DataFrame(rows, schema=EVENTS)


def _event(kind: str, hour: float, record: int, **more) -> dict:
    happened = ONSET + hour * HOUR
    return {
        "subject": 1,
        "kind": kind,
        "county": 1,
        "happened_at": happened,
        "record": record,
    } | more
