"""Family of a case who were confirmed, as his story tells it, were so before it was written."""

import pytest
from tests.intake.conftest import HERE

from firebreak.engine.dates import write_when
from firebreak.intake.accepting import accept_certain
from firebreak.records.models import Classification

HIM = "周某，男，40岁，1月18日发病，1月24日确诊，"


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("导致其父母均被感染，相继被确诊。", "unknown"),
        ("导致其父母均被感染，1月27日被确诊。", "2020-01-27"),
        ("1月27日其妻子确诊。", "2020-01-27"),
    ],
)
def test_they_are_not_confirmed_on_the_day_of_publication(take_in, reviewer, told, day):
    accept_certain(by=reviewer, reading=take_in(HIM + told).reading)
    family = Classification.objects.filter(case__person__name__startswith="周某之")
    assert {write_when(one.happened, zone=HERE) for one in family} == {day}
