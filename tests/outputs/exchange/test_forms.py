"""Report cards, WHO's form and HXL: what goes out comes in again, and what cannot is listed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.reference.pathogens import pathogens
from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, ReadingError, Value
from firebreak.intake.exchange import hxl_tags
from firebreak.intake.hxl import read_hxl
from firebreak.intake.hxl import recognises as is_hxl
from firebreak.intake.linelist.fields import MEASURES
from firebreak.intake.linelist.values import GROUPS as WORDS_OF_GROUPS
from firebreak.intake.sheets import read_sheets
from firebreak.intake.who_form import read_who_form
from firebreak.intake.who_form import recognises as is_who_form
from firebreak.outputs.exchange import hxl, line_list, report_card, who_form

HERE = ZoneInfo("Asia/Shanghai")


def draft(kind, key, links=None, **fields):
    return Draft(key, kind, {name: Value(value) for name, value in fields.items()}, links or {})


def day(month, number):
    return When.day(date(2020, month, number), HERE)


def values(draft):
    return {name: value.value for name, value in draft.fields.items()}


def of_kind(reading, kind):
    return [values(draft) for draft in reading.drafts if draft.kind == kind]


ZHOU = draft(
    "person", "p", name="周某", sex="female", age=45, age_unit="years", group="retired",
    address="某路1号", residence_code="430202", id_number="11010519491231002X", phone="13800000000",
)  # fmt: skip
CASE = draft(
    "case", "c", {"person": "p"}, number="7", status="confirmed", pathogen="sars-cov-2",
    onset=day(1, 25), card=day(1, 29), unit_reporting="市中心医院",
)  # fmt: skip
CONFIRMED = draft(
    "classification", "s", {"case": "c"}, status="confirmed",
    when=When.minute(datetime(2020, 1, 28, 15, 20, tzinfo=HERE)),
)  # fmt: skip


def codes(written):
    return {(n.code, n.values.get("kind"), n.values["field"]) for n in written.notes}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_report_card_comes_in_again_as_it_went_out(form):
    written = report_card.write([ZHOU, CASE, CONFIRMED], zone=HERE, division="430203", form=form)
    reading = read_sheets(written.content, f"卡.{form}")
    [person], [case] = of_kind(reading, "person"), of_kind(reading, "case")
    assert person == values(ZHOU)
    said = values(CASE)
    assert case == {"reported": said.pop("card"), **said}
    [step] = of_kind(reading, "classification")
    assert step["when"] == When.minute(datetime(2020, 1, 28, 15, tzinfo=HERE))  # to the hour
    assert [note.code for note in written.notes] == ["boxes_not_kept"]


def boxes(*drafts, **how):
    """What the one card says, by the heading of the box."""
    written = report_card.write(drafts, zone=HERE, form="csv", **how)
    heading, row = written.content.decode("utf-8-sig").splitlines()
    return dict(zip(heading.split(","), row.split(","), strict=True))


def test_a_card_says_how_far_from_the_reporting_county_somebody_lives():
    divisions = ("430202", "430281", "431122", "420106", "")
    assert [boxes(ZHOU, CASE, division=d)["病人属于"] for d in divisions] == [
        "本县区", "本市其他县区", "本省其他地市", "外省", "",
    ]  # fmt: skip


def test_what_the_card_asks_for_and_nobody_knows_is_listed_by_card():
    bare = draft("person", "p", name="某某")
    written = report_card.write([bare, CASE], zone=HERE)
    missing = {
        n.values["field"]: n.values["cards"] for n in written.notes if n.code == "required_missing"
    }
    assert missing["性别"] == missing["年龄或出生日期"] == missing["现住详细地址"] == ("7",)
    assert "发病日期" not in missing


def test_who_recovered_has_a_card_of_the_class_he_had():
    recovered = draft("case", "c", {"person": "p"}, number="7", status="recovered")
    written = report_card.write([ZHOU, recovered, CONFIRMED], zone=HERE, form="csv")
    assert "确诊病例" in written.content.decode()


def test_who_was_excluded_has_no_card_whatever_he_was_before():
    excluded = draft("case", "c", {"person": "p"}, number="7", status="excluded")
    suspected = draft("classification", "s", {"case": "c"}, status="suspected", when=day(1, 22))
    written = report_card.write([ZHOU, excluded, suspected], zone=HERE, form="csv")
    assert len(written.content.splitlines()) == 1
    assert codes(written) == {("no_card_of_excluded", "case", "*")}


def test_a_card_corrects_the_one_sent_before_the_diagnosis_or_the_death():
    def sent(on, *steps):
        return boxes(ZHOU, replace(CASE, fields=CASE.fields | {"card": Value(on)}), *steps)

    died = draft("classification", "d", {"case": "c"}, status="died", when=day(2, 5))
    recovered = draft("classification", "r", {"case": "c"}, status="recovered", when=day(2, 5))
    cards = [
        sent(day(1, 26), CONFIRMED),
        sent(day(1, 28), CONFIRMED),
        sent(day(1, 29), CONFIRMED, died),
        sent(day(1, 29), CONFIRMED, recovered),
        sent(When.unknown(), CONFIRMED),
    ]
    kinds = [card["报卡类别"] for card in cards]
    assert kinds == ["订正报告", "初次报告", "订正报告", "初次报告", "初次报告"]


def test_the_form_has_a_name_and_a_class_for_every_disease_on_file():
    assert set(report_card.DISEASES) == set(pathogens())


@pytest.mark.parametrize(
    ("pathogen", "name", "group"),
    [
        ("sars-cov-2", "新型冠状病毒肺炎", "乙类传染病"),
        ("measles", "麻疹", "乙类传染病"),
        ("mpox", "猴痘", "其他法定管理以及重点监测传染病"),  # of class B since September 2023
        ("ebola", "埃博拉出血热", "其他法定管理以及重点监测传染病"),
        ("influenza-a-h1n1pdm09", "流行性感冒", "丙类传染病"),
    ],
)
def test_a_disease_stands_under_the_class_it_was_of_on_the_day(pathogen, name, group):
    case = replace(CASE, fields=CASE.fields | {"pathogen": Value(pathogen)})
    card = boxes(ZHOU, case, CONFIRMED)
    assert (card["疾病名称"], card["传染病类别"]) == (name, group)
    broader = ("word_not_carried", "case", "pathogen")
    told = codes(report_card.write([ZHOU, case], zone=HERE))
    assert (broader in told) is (pathogen == "influenza-a-h1n1pdm09")


@pytest.mark.parametrize(
    ("age", "unit", "asks"),
    [(14, "years", True), (15, "years", False), (28, "days", True), (None, "years", False)],
)
def test_the_card_of_a_child_asks_for_the_name_of_a_parent(age, unit, asks):
    child = replace(ZHOU, fields=ZHOU.fields | {"age": Value(age), "age_unit": Value(unit)})
    told = report_card.write([child, CASE], zone=HERE).notes
    missing = {n.values["field"] for n in told if n.code == "required_missing"}
    assert ("患儿家长姓名" in missing) is asks


def test_a_card_has_no_box_for_whom_somebody_met():
    contact = draft("contact", "k", {"from": "c", "to": "p"}, manner="meal")
    written = report_card.write([ZHOU, CASE, contact], zone=HERE)
    assert ("kind_not_carried", "contact", "*") in codes(written)


def test_the_words_of_a_card_are_words_that_lists_are_read_by():
    for value, word in report_card.GROUPS.items():
        assert word in WORDS_OF_GROUPS[value].split("|")


def test_no_cell_of_a_form_is_run_and_what_it_says_comes_back():
    evil = draft("person", "p", name="=cmd()", address="@SUM(A1)")
    for form in ("csv", "xlsx"):
        written = report_card.write([evil, CASE], zone=HERE, form=form)
        [person] = of_kind(read_sheets(written.content, f"a.{form}"), "person")
        assert (person["name"], person["address"]) == ("=cmd()", "@SUM(A1)")
    assert b",'=cmd()," in report_card.write([evil, CASE], zone=HERE, form="csv").content


WHO_SOURCE = draft("case", "c5", number="5")
WHO_CONTACT = draft("contact", "k", {"from": "c5", "to": "p"}, when=day(1, 17), ended=day(1, 18))
WARD = draft("placement", "w", {"person": "p"}, level="ward", when=day(1, 27))


def test_whos_form_names_nobody_and_comes_in_again():
    reported = replace(CASE, fields=CASE.fields | {"reported": Value(day(1, 29))})
    all_ = [ZHOU, reported, CONFIRMED, WARD, WHO_SOURCE, WHO_CONTACT]
    written = who_form.write(all_, zone=HERE, country="China", province="Hunan")
    text = written.content.decode()
    assert "周某" not in text
    assert "13800000000" not in text
    assert is_who_form(written.content)
    reading = read_who_form(written.content)
    assert of_kind(reading, "person") == [{"sex": "female", "age": 45, "age_unit": "years"}]
    assert of_kind(reading, "case") == [
        {"number": "7", "status": "confirmed", "reported": day(1, 29), "onset": day(1, 25)},
        {"number": "5"},
    ]
    assert of_kind(reading, "contact") == [{"when": day(1, 17), "ended": day(1, 18)}]
    assert of_kind(reading, "placement")[0] == {"level": "ward", "when": day(1, 27)}
    assert ("field_not_carried", "person", "name") in codes(written)
    assert {(n.code, n.values["field"]) for n in reading.notes} == {
        ("not_carried", "report_country"),
        ("not_carried", "patinfo_idadmin0"),
        ("not_carried", "patinfo_idadmin1"),
    }


def test_a_suspected_case_is_not_for_whos_form_and_is_counted():
    suspected = draft("case", "c", {"person": "p"}, number="7", status="suspected")
    written = who_form.write([ZHOU, suspected], zone=HERE)
    assert len(written.content.decode().splitlines()) == 1
    assert ("word_not_carried", "case", "status") in codes(written)


def test_an_age_of_whos_form_that_nobody_reaches_is_left_out_and_told():
    table = b"patinfo_ID,patinfo_ageonset,patinfo_ageonsetunit\n7,999,Years\n8,131,\n9,300,Months\n"
    reading = read_who_form(table)
    assert [person.get("age") for person in of_kind(reading, "person")] == [None, None, 300]
    assert [(n.code, n.origin.row) for n in reading.notes] == [
        ("value_left_out", 2), ("value_left_out", 3),
    ]  # fmt: skip


def test_a_value_of_whos_form_that_cannot_be_read_is_left_out_and_told():
    table = b"report_date,patinfo_ID,patinfo_ageonset,patinfo_sex\n2020-02-31,7,old,robot\n,,3,\n"
    reading = read_who_form(table)
    assert [(n.origin.row, n.origin.column) for n in reading.notes] == [
        (2, "patinfo_sex"), (2, "patinfo_ageonset"), (2, "report_date"), (3, "patinfo_ID"),
    ]  # fmt: skip
    assert of_kind(reading, "case") == [{"number": "7", "status": "confirmed"}]
    assert [note.values["said"]["en"] for note in reading.notes] == [
        ("“robot” is none of the words of the form.", "Write one of: Male, Female, Unknown."),
        ("“old” is no age.", "Write a whole number; its unit has a column of its own."),
        (
            "“2020-02-31” is no day of the calendar.",
            "Write year, month and day: 2020-02-03.",
        ),
        (
            "The row has values and no case number under patinfo_ID: whose they are is not said,"
            " and none of it was read.",
            "Fill in the number, or delete the row.",
        ),
    ]


def test_a_name_in_the_wrong_column_of_whos_form_is_not_repeated():
    table = "report_date,patinfo_ID,patinfo_sex\n2020-02-01,7,周某某\n".encode()
    [note] = read_who_form(table).notes
    assert "周某某" not in str(note.values["said"])
    assert note.values["said"]["zh"][0].startswith("3 个字")


@pytest.mark.parametrize("outcome", ["Unknown", "Not recovered", "Other"])
def test_an_outcome_that_has_not_come_is_none_and_no_fault(outcome):
    table = f"report_date,patinfo_ID,outcome_patcourse_status\n2020-02-01,7,{outcome}\n"
    reading = read_who_form(table.encode())
    assert of_kind(reading, "case")[0]["status"] == "confirmed"
    assert reading.notes == ()


def test_a_variable_of_whos_form_that_is_not_taken_is_counted():
    table = b"report_date,patinfo_ID,Comcond_preg\n2020-02-01,7,No\n2020-02-01,8,No\n"
    [note] = read_who_form(table).notes
    assert (note.code, note.values["field"], note.values["count"]) == (
        "not_carried",
        "Comcond_preg",
        2,
    )


DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31)).map(lambda on: When.day(on, HERE))
TOTALS = st.lists(
    st.tuples(
        DAYS,
        st.sampled_from(MEASURES),
        st.sampled_from(["荷塘区", "=县", ""]),
        st.integers(0, 10**6),
    ),
    max_size=12,
    unique_by=lambda total: total[:3],
)


@given(TOTALS)
def test_counts_go_out_under_tags_and_come_in_as_they_were(totals):
    drafts = [
        draft("total", f"t{n}", until=on, what=what, unit=unit, number=number)
        for n, (on, what, unit, number) in enumerate(totals)
    ]
    written = hxl.write(drafts, zone=HERE)
    assert written.notes == ()
    if not drafts:
        return
    assert is_hxl(written.content)
    read = {
        (said["until"], said["what"], said.get("unit", ""), said["number"])
        for said in of_kind(read_hxl(written.content), "total")
    }
    assert read == set(totals)


def test_tags_in_another_order_say_the_same():
    table = "Fecha,Total\n#date +reported,#affected+confirmed+infected\n2020-02-02,12\nx,1\n"
    reading = read_hxl(table.encode())
    assert of_kind(reading, "total") == [
        {"until": day(2, 2), "what": "confirmed", "number": 12},
    ]
    assert [(note.code, note.origin.row, note.origin.column) for note in reading.notes] == [
        ("value_left_out", 4, "#date+reported"),
        ("row_left_out", 4, "#date+reported"),
    ]


def test_a_count_that_is_none_costs_itself_and_not_its_row():
    table = (
        "day,cases,deaths,people\n"
        "#date+reported,#affected+infected+confirmed,#affected+killed,#population\n"
        "2020-02-02,many,1,4000000\n"
    )
    reading = read_hxl(table.encode())
    assert [one["what"] for one in of_kind(reading, "total")] == ["died"]
    carried, left = reading.notes
    assert (carried.code, carried.values["field"]) == ("not_carried", "#population")
    assert left.origin.column == "#affected+infected+confirmed"
    assert left.values["said"]["en"][0].startswith("“many” is no count")


def test_a_row_of_counts_without_a_day_is_left_out_and_says_what_to_fill_in():
    table = "d,n\n#date+reported,#affected+killed\n,3\n"
    [note] = read_hxl(table.encode()).notes
    assert (note.code, note.origin.row) == ("row_left_out", 3)
    assert note.values["said"]["zh"][1] == "请补填日期，或删除该行。"


def test_every_measure_has_a_tag_of_its_own():
    assert set(hxl_tags.MEASURES) == set(MEASURES)
    assert len({hxl_tags.parts(tag) for tag in hxl_tags.MEASURES.values()}) == len(MEASURES)


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"a\0b,patinfo_ID\n", "日期\n".encode()]
)
def test_a_table_without_tags_is_refused(content):
    with pytest.raises(ReadingError):
        read_hxl(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    for read in (read_hxl, read_who_form):
        with suppress(ReadingError):
            read(content)


@given(st.lists(st.lists(st.text(max_size=8), min_size=4, max_size=4), max_size=5))
def test_any_cells_under_whos_variables_are_read(rows):
    head = "report_date,patinfo_ID,patinfo_ageonset,patcourse_dateonset\n"
    body = "\n".join(
        ",".join(cell.replace('"', "").replace(",", "") for cell in row) for row in rows
    )
    try:
        reading = read_who_form((head + body).encode("utf-8", "replace"))
    except ReadingError:
        return
    left_out = {"value_left_out", "row_left_out"}
    assert {note.code for note in reading.notes} <= left_out | {"not_carried"}
    assert all("said" in n.values for n in reading.notes if n.code in left_out)


def test_a_line_list_comes_in_again_as_it_went_out():
    person = draft(
        "person", "p", name="周某", sex="female", age=6, age_unit="months", group="home_child",
        residence="荷塘区", unit_stay="芦淞区", id_number="11010519491231002X",
    )  # fmt: skip
    case = draft(
        "case", "c", {"person": "p"}, number="7", status="recovered", onset=day(1, 20),
        unit_counting="荷塘区", severity="mild", note="自行就诊",
    )  # fmt: skip
    recovered = draft("classification", "r", {"case": "c"}, status="recovered", when=day(2, 3))
    stays = [draft("stay", f"y{n}", {"person": "p"}, place=n) for n in ("丽景滨江", "某药房")]
    written = line_list.write([person, case, CONFIRMED, recovered, *stays], zone=HERE)
    reading = read_sheets(written.content, "名单.xlsx")
    assert of_kind(reading, "person") == [values(person)]
    assert of_kind(reading, "case") == [values(case)]
    assert [(s["status"], s["when"]) for s in of_kind(reading, "classification")] == [
        ("confirmed", CONFIRMED.value("when")),
        ("recovered", day(2, 3)),
    ]
    assert [s["place"] for s in of_kind(reading, "stay")] == ["丽景滨江", "某药房"]
    assert written.notes == ()


def test_a_line_list_says_whom_it_leaves_out():
    contact = draft("person", "q", name="吴某")
    check = draft("check", "k", {"person": "q"}, note="体温正常")
    written = line_list.write([ZHOU, CASE, contact, check], zone=HERE)
    assert {("only_of_cases", "person", "*"), ("kind_not_carried", "check", "*")} <= codes(written)
    assert ("field_not_carried", "case", "pathogen") not in codes(written)
