"""Who is called a contact of a case without a number has met a case; his contacts have not made him one."""

import pytest

WHO = "病例8：陶某，男，46岁，现住荷塘区，"


@pytest.mark.parametrize(
    "said",
    [
        "确诊病例密切接触者",
        "为外地来株确诊病例的密切接触者",
        "系我市之前某确诊患者的密切接触者",
        "隔离中的病例密切接触者",
    ],
)
def test_a_contact_of_a_case_has_met_one(read, said):
    history = read(f"{WHO}{said}，1月25日出现发热。").one("history")
    assert (history.value("what"), history.value("denied")) == ("contact", False)
    assert history.value("text") == said


@pytest.mark.parametrize(
    "said",
    ["已追踪到该病例密切接触者12人", "该病例的3名密切接触者", "非确诊病例的密切接触者"],
)
def test_contacts_of_his_are_not_what_he_is(read, said):
    assert not read(f"{WHO}1月25日出现发热，{said}，均已隔离。").of("history")


def test_what_is_done_for_his_relative_is_no_figure_of_the_district(read):
    found = read(
        f"{WHO}1月20日发病。荷塘区疾控中心正在对其隔离医学观察的亲属（1人）继续居家医学观察。"
    )
    assert not found.of("total")
