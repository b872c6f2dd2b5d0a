"""What an English report expects, hopes or plans has not happened."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize(
    "said",
    [
        "expected to be discharged on 5 February",
        "due to be discharged on 5 February",
        "he will be discharged on 5 February",
        "he is hoping to be discharged soon",
        "it is hoped that he is discharged on 5 February",
        "he may soon be discharged",
        "he has not yet been discharged",
        "he has yet to be discharged",
        "awaiting being discharged",
    ],
)
def test_a_discharge_that_is_expected_is_none(read, said):
    found = read(f"Case 12: male, 30, {said}. Confirmed 30 January.")
    assert found.one("case").value("status") == "confirmed"
    assert found.of("classification", status="recovered") == []


@pytest.mark.parametrize("said", ["was discharged", "went to hospital and was discharged"])
def test_a_discharge_that_is_told_is_a_recovery(read, said):
    found = read(f"Case 12: male, 30, was confirmed on 20 January. He {said} on 30 January.")
    assert when(found.one("classification", status="recovered")) == "2020-01-30"


def test_the_month_of_may_is_no_intention(read):
    found = read("Case 12: male, 30, was confirmed in May. He fell ill on 3 May and died on 9 May.")
    assert found.one("case").value("status") == "died"
