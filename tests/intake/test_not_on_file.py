"""A list names a case by a number that is not on file: the number is said, and what may be meant."""

import pytest
from django.utils.translation import override

from firebreak.intake.accepting import accept_certain

CASES = "病例编号,姓名,性别,年龄,确诊日期\n022000053,周某,女,45,2020-01-28\n022000054,吴某,男,50,2020-01-28\n"
LINKS = "patient_id,linked_patient_id\n022000054,22000053\n022000054,022000099\n"


@pytest.fixture
def why(take_in):
    """Return `why(lists)`: for each list, the sentences of what waits of it, by the draft's kind."""

    def import_all(*lists: str, language: str = "en") -> list[dict[str, list[str]]]:
        found = []
        for number, rows in enumerate(lists):
            reading = take_in(rows, name=f"{number}.csv").reading
            with override(language):
                left = accept_certain(by=None, reading=reading).left
            said: dict[str, list[str]] = {}
            for key, reason in left.items():
                said.setdefault(key.partition(".")[0], []).append(reason)
            found.append(said)
        return found

    return import_all


def test_a_number_that_is_not_on_file_is_said_and_one_that_differs_by_zeros_is_named(why):
    cases, links = why(CASES, LINKS)
    assert cases == {}
    assert links["case"] == [
        "No case of the number 22000053 is on file. Is it 022000053? Then mend the number.",
        "No case of the number 022000099 is on file. Mend the number, or enter that case first.",
    ]


def test_what_belongs_to_a_case_that_is_not_accepted_says_to_which(why):
    _cases, links = why(CASES, LINKS)
    assert links["contact"] == [
        f"This belongs to the case of the number {number}, which has not been accepted."
        " Decide on that one first."
        for number in ("22000053", "022000099")
    ]


def test_both_are_said_in_chinese(why):
    _cases, links = why(CASES, LINKS, language="zh-hans")
    assert (
        links["case"][0] == "未登记编号为 22000053 的病例。是否应为 022000053？如是，请更正编号。"
    )
    assert "（编号 22000053）" in links["contact"][0]
