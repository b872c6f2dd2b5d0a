"""What is told of a case and gives no draft is noted; whom he travelled with, too."""

import pytest
from tests.intake.text.conftest import when

ILL = "病例21，女，35岁。1月20日出现发热，"


@pytest.mark.parametrize("said", ["1月28日转为重症", "现已解除隔离", "2月9日解除集中隔离"])
def test_a_turn_without_a_draft_is_noted(read, said):
    [note] = read(f"{ILL}{said}。").notes("not_read")
    assert note.values == {"said": said}


@pytest.mark.parametrize(
    "said", ["拟于2月9日解除隔离", "未转为重症", "其母亲1月28日转为重症", "不能解除隔离"]
)
def test_what_did_not_happen_or_is_of_another_is_no_turn(read, said):
    assert read(f"{ILL}{said}。").notes("not_read") == []


@pytest.mark.parametrize(
    "said",
    [
        "与父母、爱人一起乘坐G1135次列车从武汉到长沙南，同行4人",
        "与丈夫罗某一同乘坐K968次列车从武汉到株洲",
        "和同事乘坐G1135次列车到长沙南",
        "带孩子驾车返回株洲",
    ],
)
def test_who_rode_with_a_case_and_has_no_draft_is_noted(read, said):
    [note] = read(f"病例21，女，35岁。1月20日{said}。").notes("company_not_read")
    assert note.values == {"said": said}


def test_who_has_a_draft_of_his_own_is_not_noted(read):
    found = read(
        "病例21：罗某，男，36岁，1月19日发病。\n"
        "病例22：周某，女，35岁。1月18日与丈夫罗某一同乘坐K968次列车从武汉到株洲。"
    )
    assert found.notes("company_not_read") == []


@pytest.mark.parametrize("said", ["未与父母一起乘坐G1135次列车", "其妻与母亲一起乘坐G1135次列车"])
def test_a_ride_that_was_not_his_has_no_company(read, said):
    assert read(f"病例21，女，35岁。1月20日{said}。").notes("company_not_read") == []


@pytest.mark.parametrize("said", ["转入株洲市中心医院", "转入市中心医院，1月28日转为重症"])
def test_who_is_moved_to_a_hospital_is_in_a_ward(read, said):
    ward = read(f"{ILL}1月26日{said}。").one("placement", level="ward")
    assert when(ward) == "2020-01-26"


def test_who_is_moved_to_be_seen_at_a_hospital_is_not_in_a_ward(read):
    assert read(f"{ILL}1月26日转入株洲市中心医院发热门诊就诊。").of("placement") == []


def test_a_temperature_that_no_visit_and_no_illness_holds_is_noted(read):
    found = read("2月3日排查体温异常2人（李某，男，34岁，37.8℃；王某，女，28岁，38.1℃）。")
    assert [note.values["said"] for note in found.notes("not_read")] == ["37.8℃", "38.1℃）"]


def test_a_temperature_that_is_read_is_not_noted(read):
    found = read("患者周某，男，34岁，2月1日发热，体温38.2℃，2月3日确诊。")
    assert str(found.one("case").value("temperature_celsius")) == "38.2"
    assert found.notes("not_read") == []
