"""A list of contacts that says once whose they are, above its headings or on its tab."""

import io

import pytest
import xlsxwriter

from firebreak.intake.accepting import accept_certain
from firebreak.intake.losses import is_loss
from firebreak.intake.receiving import receive
from firebreak.intake.sheets import read_sheets
from firebreak.records.models import Contact

ROWS = [
    ["姓名", "性别", "年龄", "接触方式", "末次接触时间"],
    ["张丽华", "女", "31", "同办公室", "2020-01-27"],
    ["李勇", "男", "40", "同乘", "2020-01-26"],
]
#: A list that tells contacts from others by its title alone.
BARE = [["姓名", "性别", "与病例关系"], ["张丽华", "女", "同事"], ["李勇", "男", "邻居"]]
CASES = """病例编号,姓名,性别,年龄,居住县区,确诊日期
14,何某,女,45,荷塘区,2020-01-28
15,吴某,男,50,荷塘区,2020-01-30
"""


def listed(title="", tab="名单", rows=ROWS) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet(tab)
        for number, row in enumerate([[title], *rows] if title else rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def drafts(content: bytes, kind: str) -> list:
    return [draft for draft in read_sheets(content, "密接.xlsx").drafts if draft.kind == kind]


def noted(content: bytes) -> list:
    notes = read_sheets(content, "密接.xlsx").notes
    return [note for note in notes if note.code == "whose_contacts_not_said"]


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("密切接触者名单（确诊病例14何某）", "14", "何某"),
        ("何某（病例14）密切接触者登记表", "14", "何某"),
        ("14号病例密切接触者", "14", None),
        ("第14例确诊病例何小军的密切接触者一览表", "14", "何小军"),
        ("确诊病例何某某密切接触者名单", None, "何某某"),
        ("Contacts of case ZZ-014", "ZZ-014", None),
    ],
)
def test_all_rows_are_contacts_of_the_case_in_the_title(title, number, name):
    content = listed(title)
    [case] = drafts(content, "case")
    assert (case.value("number"), case.value("name")) == (number, name)
    assert [c.links["from"] for c in drafts(content, "contact")] == [case.key, case.key]
    assert not noted(content)


def test_the_name_of_the_sheet_may_say_it():
    content = listed(tab="病例14密接")
    [case] = drafts(content, "case")
    assert case.value("number") == "14"
    assert {contact.links["from"] for contact in drafts(content, "contact")} == {case.key}


@pytest.mark.parametrize(
    "title",
    [
        "确诊病例14例密切接触者名单",
        "病例14、15的密切接触者",
        "病例14-16密切接触者",
        "病例14何某、李某密切接触者",
        "累计确诊病例14，密切接触者名单",
        "荷塘区病例14、天元区病例3密接",
        "contacts of cases 14 and 15",
        "无症状感染者3的密切接触者",
        "截至2020年2月3日密切接触者名单",
        "",
    ],
)
def test_a_title_that_names_no_one_case_links_nobody_and_that_is_noted(title):
    content = listed(title)
    assert not drafts(content, "case")
    assert not any("from" in contact.links for contact in drafts(content, "contact"))
    [note] = noted(content)
    assert not is_loss(note)


def test_a_number_that_a_place_gave_is_not_certainly_ours():
    [case] = drafts(listed("长沙市病例14密切接触者名单"), "case")
    assert case.confidence < 0.8


def test_a_column_of_the_case_says_it_row_by_row():
    rows = [[*ROWS[0], "接触的病例"], [*ROWS[1], "15"], [*ROWS[2], ""]]
    content = listed("密切接触者名单（病例14何某）", rows=rows)
    assert [c.links.get("from") for c in drafts(content, "contact")] == ["case:number:15", None]
    assert not noted(content)


def test_no_key_holds_the_name_of_whose_contacts_they_are():
    rows = [["姓名", "所属病例", "关系"], ["张丽华", "何建军", "同事"], ["李勇", "何建军", "邻居"]]
    read = [*drafts(listed("", rows=rows), "case"), *drafts(listed("病例何建军密切接触者"), "case")]
    assert {draft.value("name") for draft in read} == {"何建军"}
    assert len({draft.key for draft in read}) == 1
    assert "何建军" not in read[0].key


@pytest.mark.parametrize(
    ("title", "order"),
    [
        ("次密切接触者名单（病例14何某）", 2),
        ("病例14的密接的密接", 2),
        ("病例14一般接触者", 0),
        ("病例14密切接触者", None),
        ("病例14密切接触者及次密接", None),
    ],
)
def test_of_what_order_all_contacts_are_is_told_by_the_title(title, order):
    rows = [["姓名", "与病例关系", "末次接触时间"], ["张丽华", "同事", "2020-01-27"]]
    [contact] = drafts(listed(title, rows=rows), "contact")
    assert contact.value("order") == order


def test_a_title_makes_contacts_of_a_list_that_has_no_column_for_it():
    assert len(drafts(listed("密切接触者名单", rows=BARE), "contact")) == 2
    assert len(drafts(listed(tab="病例14", rows=BARE), "contact")) == 2


@pytest.fixture
def take(city):
    def put(content, name):
        reading = receive(content, by=None, name=name, channel="command", unit=city.root).reading
        return accept_certain(by=None, reading=reading)

    return put


def test_a_case_on_file_of_that_number_and_name_has_them_as_contacts(take):
    take(CASES.encode(), "cases.csv")
    take(listed("密切接触者名单（确诊病例14何某）"), "密接.xlsx")
    assert {c.case.number for c in Contact.objects.all()} == {"14"}
    assert {c.person.name for c in Contact.objects.all()} == {"张丽华", "李勇"}


@pytest.mark.parametrize("title", ["密切接触者名单（病例14李某）", "确诊病例何某密切接触者"])
def test_another_name_than_the_number_has_or_a_name_alone_is_asked_about(take, title):
    take(CASES.encode(), "cases.csv")
    done = take(listed(title), "密接.xlsx")
    assert Contact.objects.count() == 0
    assert {key.partition(".")[0] for key in done.left} == {"case", "contact"}
