"""How many contacts there are, in the short form too: 密接14人; a count is nobody."""

import pytest

from firebreak.intake.receiving import is_certain

ILL = "病例31：女，35岁，2月1日确诊。"


@pytest.mark.parametrize(
    "said",
    [
        "密接14人，均于2月2日集中隔离",
        "密接14人，均于2月12日在指定酒店集中隔离",
        "排查密接14人，已于2月2日集中隔离",
        "共有14名密接，已全部落实集中隔离",
        "其密接6人均居家隔离",
        "密接，均已集中隔离",
        "密接排查14人，其中家属3人，同事11人，均已集中隔离",
    ],
)
def test_the_contacts_of_a_case_are_isolated_and_not_the_case(read, said):
    found = read(ILL + said + "。")
    assert found.of("placement") == found.of("total") == []
    assert len(found.of("person")) == 1


@pytest.mark.parametrize("said", ["系病例20的密接", "作为密接", "为密接人员"])
def test_who_is_a_contact_is_isolated_himself(read, said):
    assert read(f"病例31：女，35岁，{said}，2月1日集中隔离。").of("placement")


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("密接14人，均已隔离", ["密接14人"]),
        ("排查密切接触者14人", ["密切接触者14人"]),
        ("共有14名密接", ["14名密接"]),
        ("判定密接14人、次密接30人、一般接触者8人", ["密接14人", "次密接30人", "一般接触者8人"]),
    ],
)
def test_how_many_contacts_a_case_has_is_noted(read, said, counted):
    notes = read(ILL + said + "。").notes("not_read")
    assert [note.values["said"] for note in notes] == counted


@pytest.mark.parametrize(
    "said", ["累计追踪密接3214人", "共有3214名密接", "累计追踪到密切接触者3214人"]
)
def test_how_many_contacts_a_city_has_is_a_total(read, said):
    found = read(f"截至2月3日24时，我市{said}。")
    total = found.one("total", what="contacts", number=3214)
    assert is_certain(total)
    assert found.notes("not_read") == []


def test_secondary_contacts_have_no_total_and_are_noted(read):
    found = read("截至2月3日24时，我市共有密接3214人、次密接6000人。")
    assert [one.value("number") for one in found.of("total")] == [3214]
    assert [note.values["said"] for note in found.notes("not_read")] == ["次密接6000人"]


def test_contacts_of_a_district_in_the_story_of_a_case_may_be_his(read):
    found = read("病例31：女，35岁，2月1日确诊，荷塘区追踪到4名密切接触者。")
    assert not is_certain(found.one("total", what="contacts"))
