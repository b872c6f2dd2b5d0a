"""What a case was, in its order: as it goes out to another home, so it is there."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.conftest import HERE

from firebreak.engine.when import When
from firebreak.intake.accepting import accept_certain
from firebreak.intake.accepting.cases import Step, in_order
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.receiving import receive
from firebreak.outputs.exchange import fhir, godata, sormas
from firebreak.outputs.exchange.recorded import drafts_of
from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.models import Case, Classification
from firebreak.records.visibility import PROGRAM

UNKNOWN = When.unknown()


def day(number):
    return When.day(date(2020, 1, 1) + timedelta(days=number), HERE)


@st.composite
def courses(draw):
    """What a case can have been, one after the other, each with its day or without."""
    status, at = None, draw(st.integers(0, 5))
    course = []
    for _step in range(draw(st.integers(1, 4))):
        options = sorted(map(str, CAN_BECOME[status]))
        if not options or status == "recovered":  # Go.Data has room for one outcome
            break
        status = draw(st.sampled_from(options))
        at += draw(st.integers(0, 3))
        course.append((status, day(at) if draw(st.booleans()) else UNKNOWN))
    return course


def told(course):
    """The drafts of a person, the case, and what it was."""
    yield Draft("person:a", "person", {"external_id": Value("a"), "name": Value("测试甲")})
    case = {"external_id": Value("a"), "status": Value(course[-1][0])}
    yield Draft("case:a", "case", case, {"person": "person:a"})
    for number, (status, when) in enumerate(course, 1):
        said = {"status": Value(status), "when": Value(when)}
        yield Draft(f"classification:{number}", "classification", said, {"case": "case:a"})


def on_file():
    rows = Classification.objects.order_by("pk")
    return [(row.status, row.happened) for row in rows]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(course=courses())
def test_what_a_case_was_comes_to_another_home_through_godata_as_it_was(city, course):
    with transaction.atomic():
        written = godata.write(told(course), zone=HERE).content
        how = {"by": None, "name": "export.json", "channel": "dropped", "unit": city.root}
        reading = receive(written, **how).reading
        assert accept_certain(by=None, reading=reading).left == {}
        assert on_file() == course
        assert Case.objects.get().status == course[-1][0]
        again = [d for d in drafts_of(PROGRAM, system="godata") if d.kind == "classification"]
        assert [d.value("status") for d in again] == [status for status, _when in course]
        transaction.set_rollback(True)


@given(course=courses())
def test_steps_that_are_told_in_their_order_keep_it(course):
    steps = [Step(status, when) for status, when in course]
    assert in_order(steps, course[-1][0]) == steps


@pytest.mark.parametrize(
    ("told", "last", "been"),
    [
        ("confirmed suspected:1", "confirmed", "suspected:1 confirmed"),
        ("confirmed:5 suspected", "confirmed", "suspected confirmed:5"),
        ("excluded suspected:1", "excluded", "suspected:1 excluded"),
        ("confirmed:5 suspected:1", "recovered", "suspected:1 confirmed:5"),
        ("recovered:9 confirmed", "died", "confirmed recovered:9"),
    ],
)
def test_a_step_without_a_day_stands_where_the_case_can_have_gone_so(told, last, been):
    def steps(text):
        parts = (word.partition(":") for word in text.split())
        return [Step(status, day(int(n)) if n else UNKNOWN) for status, _colon, n in parts]

    assert in_order(steps(told), last) == steps(been)


@pytest.mark.parametrize(("room", "name"), [(sormas, "export.csv"), (fhir, "export.json")])
def test_a_day_that_nobody_knows_is_not_made_of_the_day_of_the_report(city, room, name):
    person = {"external_id": Value("4303-person-1"), "name": Value("测试甲")}
    case = {
        "external_id": Value("4303-case-1"),
        "status": Value("excluded"),
        "reported": Value(When.minute(datetime(2020, 2, 9, 8, 30, tzinfo=HERE))),
        "pathogen": Value("sars-cov-2"),
    }
    step = {"status": Value("excluded")}
    drafts = [
        Draft("person:a", "person", person),
        Draft("case:a", "case", case, {"person": "person:a"}),
        Draft("classification:1", "classification", step, {"case": "case:a"}),
    ]
    content = room.write(drafts, zone=HERE).content
    how = {"by": None, "name": name, "channel": "dropped", "unit": city.root}
    assert accept_certain(by=None, reading=receive(content, **how).reading).left == {}
    assert on_file() == [("suspected", UNKNOWN), ("excluded", UNKNOWN)]
