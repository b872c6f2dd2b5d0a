"""What a document does not say is asked or shown, and nobody is named where he need not be."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from tests.intake import small_reader

from firebreak.intake import readers
from firebreak.intake.accepting import accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.kept import also_naming, draft_of, mend, mend_unit
from firebreak.outputs.exchange import recorded
from firebreak.records import models
from firebreak.records.models import Case, Check
from firebreak.records.visibility import scope_of


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Let the small reader read here, and nobody else."""
    monkeypatch.setattr(readers, "READERS", {"small": small_reader.READER})


UNTOLD = """#small 未写明分类
person p1 name=周强 sex=male age=45 residence=荷塘区
case c1 number=株洲1 onset=2020-01-18 @person=p1
stay s1 place=建材市场 when=2020-01-19 @person=p1
"""
NOT_SAID = "not said|未写明"
CHECK = """#small 随访
person p1 name=周强 sex=male age=45 residence=荷塘区
check x1 kind=follow_up when=2020-01-21 @person=p1
"""


def test_a_case_of_which_nothing_says_what_it_is_waits_to_be_looked_at(take_in, reviewer):
    reading = take_in(UNTOLD).reading
    done = accept_certain(by=reviewer, reading=reading)
    assert set(done.keys) == {"p1", "s1"}
    assert re.search(NOT_SAID, done.left["c1"])
    assert not Case.objects.exists()


def test_who_accepts_such_a_case_by_itself_lets_it_stand_as_suspected(take_in, reviewer):
    accept(by=reviewer, reading=take_in(UNTOLD).reading, keys=["c1"])
    assert Case.objects.get().status == "suspected"


def test_such_a_case_is_not_taken_along_with_what_hangs_on_it(take_in, reviewer):
    text = UNTOLD.replace("@person=p1\nstay", "@person=p1\nreport r1 to_unit=株洲市 @case=c1\nstay")
    reading = take_in(text).reading
    with pytest.raises(ValidationError, match=NOT_SAID):
        accept(by=reviewer, reading=reading, keys=["r1"])


def test_a_course_says_what_a_case_is(take_in, reviewer):
    course = "classification k1 status=confirmed when=2020-01-25 @case=c1\n"
    done = accept_certain(by=reviewer, reading=take_in(UNTOLD + course).reading)
    assert done.left == {}
    assert Case.objects.get().status == "confirmed"


@pytest.mark.parametrize(
    ("said", "is_certain"),
    [
        ("sex=female", False),
        ("sex=female age_unit=years", False),
        ("name=某某 sex=female", False),
        ("sex=female age=45", False),
        ("sex=female age=45 residence=荷塘区 residence_code=430202", False),
        ("sex=female age=45 phone=10000000014", True),
        ("name=周强", True),
    ],
)
def test_somebody_known_only_by_sex_age_and_home_is_anybody(take_in, said, is_certain):
    reading = take_in(f"#small 一人\nperson p1 {said}\n").reading
    assert reading.drafts.get().is_certain is is_certain


@pytest.mark.parametrize(
    ("first", "how", "title"),
    [
        ("#small 株洲市疫情通报", {"name": ""}, "#small 株洲市疫情通报"),
        ("#small 周强的流调", {"name": ""}, "株洲市 2020-02-10 12:00:00"),
        ("#small 昨日一人，在荷塘区发病", {"name": ""}, "株洲市 2020-02-10 12:00:00"),
        ("#small 通报", {"name": "周强流调.txt"}, "#small 通报"),
        ("#small 周强", {"name": "周强流调.txt", "sender": "县疾控"}, "县疾控 2020-02-10 12:00:00"),
        ("#small 周强", {"name": "", "title": "二月三日来文"}, "二月三日来文"),
    ],
)
def test_no_document_is_called_by_whom_it_speaks_of(take_in, first, how, title):
    text = f"{first}\nperson p1 name=周强 sex=male age=45\n"
    assert str(take_in(text, **how).reading) == title


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_had_symptoms_is_a_fact_in_no_language(take_in, reviewer, language):
    reading = take_in(CHECK).reading
    row = reading.drafts.get(key="x1")
    mend(by=reviewer, row=row, values={"symptoms": ()})
    with translation.override(language):
        accept(by=reviewer, reading=reading, keys=["x1"])
    check = Check.objects.get()
    assert (check.symptoms, check.note) == (["none"], "")
    [told] = [d for d in recorded.drafts_of(scope_of(None)) if d.kind == "check"]
    assert told.value("symptoms") == ()
    with translation.override("zh-hans"):
        assert check.symptom_names == ["无症状"]


UNITS = """#small 两处写错的单位
person p1 name=周强 sex=male age=45
case c1 number=株洲1 status=confirmed unit_reporting=荷唐区 unit_counting=荷唐区 @person=p1
sample m1 number=S-1 kind=throat when=2020-01-23 laboratory=荷唐区 @person=p1
placement b1 level=ward when=2020-01-22 unit=别处 @person=p1
"""


def test_a_unit_is_mended_once_for_all_that_name_it(take_in, reviewer):
    reading = take_in(UNITS).reading
    others = also_naming(reading.drafts.all(), "荷唐区", but="c1")
    assert [row.key for row in others] == ["m1"]
    mend_unit(by=reviewer, rows=reading.drafts.all(), said="荷唐区", unit="荷塘区")
    mended = {row.key: draft_of(row) for row in reading.drafts.all()}
    assert mended["c1"].value("unit_reporting") == mended["c1"].value("unit_counting") == "荷塘区"
    assert mended["m1"].value("laboratory") == "荷塘区"
    assert mended["b1"].value("unit") == "别处"
    assert len(models.Change.objects.filter(action="drafts.mend")) == 1


def test_whom_a_document_brought_is_walked_through_once(take_in, reviewer, monkeypatch):
    """Each draft of many asks only about those proposed for it, not about all before it."""
    asked = []
    case_number = Desk.case_number
    monkeypatch.setattr(
        Desk, "case_number", lambda desk, key: asked.append(key) or case_number(desk, key)
    )
    many = 30
    rows = "".join(
        f"person p{n} name=王某 sex=male age=45 residence=荷塘区\n"
        f"case c{n} number=株洲{n} status=confirmed @person=p{n}\n"
        for n in range(many)
    )
    reading = take_in("#small 三十个王某\n" + rows).reading
    done = accept_certain(by=reviewer, reading=reading)
    assert done.left == {}
    assert len(asked) <= 3 * many
