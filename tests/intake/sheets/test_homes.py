"""Where somebody lives, of a list that gives an address and no county."""

import pytest

from firebreak.intake.accepting import accept_certain
from firebreak.intake.linelist.apply import apply, read_upload
from firebreak.records.models import Case

HEAD = "病例编号,姓名,性别,年龄,现住址,确诊日期\n"
ADDRESS = "天元区虚构路8号"


@pytest.fixture(params=["at once", "by the inbox"])
def imported(request, city, take_in):
    """Return `imported(row, head)`: the case of a list, written at once or by the inbox."""

    def at_once(row: str, head: str = HEAD) -> Case:
        apply(read_upload((head + row).encode(), "list.csv"), by=None)
        return Case.objects.get()

    def by_inbox(row: str, head: str = HEAD) -> Case:
        accept_certain(by=None, reading=take_in((head + row).encode(), name="list.csv").reading)
        return Case.objects.get()

    return at_once if request.param == "at once" else by_inbox


def test_an_address_that_begins_with_a_county_of_ours_says_where_he_lives(imported):
    case = imported(f"H1,周某,男,45,{ADDRESS},2020-01-28\n")
    assert (case.person.unit_residence.name, case.person.address) == ("天元区", ADDRESS)
    assert case.unit_counting.name == "天元区"


def test_a_column_of_counties_goes_before_the_address(imported):
    head = HEAD.replace("现住址", "现住址,居住县区")
    case = imported(f"H1,周某,男,45,{ADDRESS},荷塘区,2020-01-28\n", head)
    assert case.person.unit_residence.name == "荷塘区"


@pytest.mark.parametrize("address", ["虚构路8号", "沿天元区虚构路"])
def test_an_address_that_begins_otherwise_says_no_county(imported, address):
    case = imported(f"H1,周某,男,45,{address},2020-01-28\n")
    assert (case.person.unit_residence, case.person.address) == (None, address)
