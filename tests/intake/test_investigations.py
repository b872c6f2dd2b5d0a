"""Who investigated stays with the document: the record holds only what is sent to a unit of ours."""

from firebreak.intake.accepting import accept_certain
from firebreak.records.models import Draft, Report

TOLD = (
    "李某，2月1日晚与同事9人聚餐，后有3人确诊。"
    "经衡阳、邵阳等地疾控机构的流行病学调查，李某为传染源。"
)


def test_nobody_is_asked_to_whom_an_investigation_was_sent(take_in, reviewer):
    done = accept_certain(by=reviewer, reading=take_in(TOLD).reading)
    assert done.left == {}
    kept = Draft.objects.filter(kind="investigation")
    assert [(row.state, row.record_id) for row in kept] == [("accepted", None)] * 2
    assert not Report.objects.exists()
