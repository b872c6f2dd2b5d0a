"""Go.Data out and in again: nothing changes that it can hold, and what it cannot hold is listed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange import strategies as draw_
from tests.intake.exchange.strategies import HERE, bare, day, days, draft, some, texts

from firebreak.intake.drafts import Draft, Value
from firebreak.intake.godata import read
from firebreak.outputs.exchange import godata

PERSON = {
    "name": texts,
    "sex": st.sampled_from(("male", "female", "unknown")),
    "birth_date": draw_.birth_dates,
    "id_number": texts,
    "phone": texts,
    "address": texts,
    "residence": texts,
    "residence_code": draw_.division_codes,
}
WORK = st.sampled_from(
    (
        {},
        {"group": "medical"},
        {"group": "student"},
        {"group": "unknown"},
        {"occupation": "小吃店店主"},
    )
)
AGE = st.one_of(
    st.just({}),
    st.integers(1, 120).map(lambda n: {"age": n, "age_unit": "years"}),
    st.integers(0, 30).map(lambda n: {"age": n, "age_unit": "months"}),
)
CASE = {"number": texts, "onset": days, "reported": days}
STATUS = ("suspected", "probable", "confirmed", "asymptomatic", "excluded")
CONTACT = {
    "manner": st.sampled_from(draw_.MANNERS),
    "certainty": st.sampled_from(("low", "medium", "high")),
    "relation": texts,
}
CHECK = {
    "when": days,
    "temperature_celsius": draw_.temperatures,
    "exposure_declared": st.booleans(),
    "note": texts,
}
SAMPLE = {
    "kind": st.sampled_from(("nasal", "throat", "sputum", "blood", "stool", "other")),
    "when": days,
    "received": days,
    "laboratory": texts,
}
TEST = {
    "pathogen": st.sampled_from(("sars-cov-2", "ebola", "measles")),
    "method": st.sampled_from(("pcr", "sequencing", "antibody", "antigen", "other")),
    "when": days,
}
PLACEMENT = {"unit": texts, "when": days, "ended": days}
EVENT = {"name": texts, "when": days, "place": texts}


@st.composite
def outbreaks(draw) -> list[Draft]:
    """An outbreak as Go.Data can hold it."""
    drafts: list[Draft] = []
    people = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    has_case = {person: draw(st.booleans()) for person in people}
    for person in people:
        own = {name: Value(v) for name, v in {**draw(WORK), **draw(AGE)}.items()}
        said = {"external_id": Value(person), **some(draw, PERSON), **own}
        drafts.append(draft("person", person, said))
        if has_case[person]:
            drafts.extend(_case(draw, person))
        drafts.extend(_samples(draw, person))
    drafts.extend(_contacts(draw, people, has_case))
    pathogen = draw(st.sampled_from((None, "sars-cov-2", "mpox")))
    if pathogen:
        drafts = [
            draw_.with_fields(one, pathogen=pathogen) if one.kind == "case" else one
            for one in drafts
        ]
    if draw(st.booleans()):
        drafts.append(draft("event", "e1", {"external_id": Value("e1"), **some(draw, EVENT)}))
    return drafts


def _case(draw, person: str) -> list[Draft]:
    history = draw(st.lists(st.sampled_from(STATUS), max_size=2))
    ended = draw(st.sampled_from((None, "recovered", "died"))) if history else None
    last = ended or (history[-1] if history else draw(st.sampled_from(STATUS)))
    said = {"external_id": Value(person), "status": Value(last), **some(draw, CASE)}
    found = [draft("case", person, said, person=f"person:{person}")]
    for number, status in enumerate([*history, *([ended] if ended else [])], 1):
        fields = {"status": Value(status), **some(draw, {"when": days})}
        found.append(draft("classification", f"{person}/{number}", fields, case=f"case:{person}"))
    for number in range(1, draw(st.integers(1, 3))):
        level = draw(st.sampled_from(("home", "site", "on_the_spot", "ward", "icu")))
        fields = {"level": Value(level), **some(draw, PLACEMENT)}
        link = {"person": f"person:{person}"}
        found.append(draft("placement", f"{person}/{number}", fields, **link))
    return found


def _samples(draw, person: str) -> list[Draft]:
    found = []
    for number in draw(st.lists(st.sampled_from(("S1", "S2")), unique=True)):
        key = f"{person}/{number}"
        fields = {"number": Value(number), **some(draw, SAMPLE)}
        found.append(draft("sample", key, fields, person=f"person:{person}"))
        for nth in range(draw(st.integers(0, 2))):
            name = f"t-{person}-{number}-{nth}"
            result = draw(st.sampled_from(("positive", "negative", "inconclusive")))
            said = {"external_id": Value(name), "result": Value(result), **some(draw, TEST)}
            found.append(draft("test", name, said, sample=f"sample:{key}"))
    return found


def _contacts(draw, people: list[str], has_case: dict[str, bool]) -> list[Draft]:
    found = []
    order_of: dict[str, int] = {}
    for number in range(draw(st.integers(0, 3))):
        source, target = draw(st.sampled_from(people)), draw(st.sampled_from(people))
        order = order_of.setdefault(target, 1 if has_case[target] else draw(st.integers(1, 2)))
        when = {"when": days} if draw(st.booleans()) else {}
        times = some(draw, when, always=("when",))
        if times:
            times |= some(draw, {"ended": days})
        name = f"k{number}"
        said = {"external_id": Value(name), "order": Value(order), **some(draw, CONTACT), **times}
        link = f"case:{source}" if has_case[source] else f"person:{source}"
        found.append(draft("contact", name, said, **{"from": link, "to": f"person:{target}"}))
        if draw(st.booleans()):
            found.append(_check(draw, target, f"f{number}"))
    return found


def _check(draw, person: str, name: str) -> Draft:
    said = {"external_id": Value(name), "kind": Value("follow_up"), **some(draw, CHECK)}
    if draw(st.booleans()):
        said["action_taken"] = Value("not_found")
    else:
        said["symptoms"] = Value(draw(draw_.symptom_lists))
    return draft("check", name, said, person=f"person:{person}")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_godata_can_hold_comes_back_as_it_went(drafts):
    written = godata.write(drafts, zone=HERE)
    assert written.notes == ()
    assert bare(read(written.content, zone=HERE)) == bare(drafts)


def test_what_godata_cannot_hold_is_listed_with_its_count():
    people = [
        draft("person", name, {"name": Value(name), "employer": Value("mill")}) for name in "ab"
    ]
    round_ = {"kind": Value("round"), "when": Value(day(2020, 2, 1))}
    check = draft("check", "c", round_, person="person:a")
    stay = draft("stay", "s", {"place": Value("market")}, person="person:a")
    notes = godata.write([*people, check, stay], zone=HERE).notes
    told = {(n.code, n.values["kind"], n.values["field"]): n.values["count"] for n in notes}
    assert told == {
        ("field_not_carried", "person", "employer"): 2,
        ("kind_not_carried", "check", "round"): 1,
        ("kind_not_carried", "stay", "*"): 1,
    }


def test_who_recovered_and_then_died_has_died_on_no_other_day_than_is_told():
    case = draft("case", "a", {"status": Value("died")}, person="person:a")
    told = [("confirmed", day(2020, 1, 28)), ("recovered", day(2020, 2, 3)), ("died", None)]
    steps = [
        draft("classification", f"a/{n}", {"status": Value(s), "when": Value(w)}, case="case:a")
        for n, (s, w) in enumerate(told)
    ]
    written = godata.write([draft("person", "a", {}), case, *steps], zone=HERE)
    assert [note.code for note in written.notes] == ["only_the_last"]
    again = [one for one in read(written.content, zone=HERE).drafts if one.kind == steps[0].kind]
    assert [(one.value("status"), one.value("when")) for one in again] == [told[0], told[2]]


def test_a_clock_time_becomes_a_day_and_is_listed():
    case = draft("case", "a", {"onset": Value(draw_.at(2020, 1, 18, 19))}, person="person:a")
    written = godata.write([draft("person", "a", {}), case], zone=HERE)
    assert [note.code for note in written.notes] == ["time_to_day"]
    assert read(written.content, zone=HERE).draft("case:a").value("onset") == day(2020, 1, 18)


def test_a_gathering_is_an_event_that_exposed_those_who_were_there():
    people = [draft("person", name, {"external_id": Value(name)}) for name in "ab"]
    case = draft("case", "a", {"external_id": Value("a")}, person="person:a")
    said = {"what": "聚餐", "place": "饭店", "when": day(2020, 1, 17), "people": 12}
    links = {"attendee1": "person:a", "attendee2": "person:b"}
    dinner = draft("gathering", "g", {n: Value(v) for n, v in said.items()}, **links)
    written = godata.write([*people, case, dinner], zone=HERE)
    assert [(n.code, n.values["kind"], n.values["field"]) for n in written.notes] == [
        ("field_not_carried", "gathering", "people")
    ]
    again = read(written.content, zone=HERE)
    event = again.draft("event:g")
    assert [event.value(name) for name in ("name", "place", "when")] == list(said.values())[:3]
    there = [one for one in again.drafts if one.kind == "contact"]
    assert {(one.links["event"], one.links["to"]) for one in there} == {
        ("event:g", "person:a"),
        ("event:g", "person:b"),
    }
    assert {one.value("when") for one in there} == {day(2020, 1, 17)}
