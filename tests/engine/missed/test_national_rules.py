"""The nation's rules hold in every city; a city's own rule of the same id holds in its place."""

import pytest
from tests.engine.missed.stories import missed

CHANGSHA, ZHUZHOU = {7: "430100"}, {7: "430202"}
ILL = """
    1 | case.onset           | 2020-01-29       | county=7
    1 | placement.began.ward | 2020-02-02 12:00 | pathogen=none county=7
    1 | case.suspected       | 2020-02-02 12:00 | county=7
    1 | case.confirmed       | 2020-02-02 18:00 | county=7
"""
AT_A_CHECKPOINT = "1 | check.checkpoint | 2020-01-31 19:10 | celsius=37.9 pathogen=none county=7"


def found(text: str, divisions, of: str = ILL) -> list[tuple[str, str, bool]]:
    chances = missed(text, of=of, divisions=divisions).chances
    return chances.select("rule", "edition", "before_rule").rows()


@pytest.mark.parametrize(
    ("divisions", "edition"),
    [(CHANGSHA, "cn-transport-2020-01-30"), (ZHUZHOU, "zhuzhou-covid-2020")],
)
def test_a_fever_on_the_road_is_held_against_the_narrowest_rule(divisions, edition):
    assert found(AT_A_CHECKPOINT, divisions) == [("fever-on-the-road", edition, False)]


def test_before_the_notice_nobody_there_can_have_broken_it():
    early = ILL.replace("2020-01-29       |", "2020-01-26       |")
    met = AT_A_CHECKPOINT.replace("01-31", "01-28")
    expected = [("fever-on-the-road", "cn-transport-2020-01-30", True)]
    assert found(met, CHANGSHA, early) == expected
    assert found(met, ZHUZHOU, early) == [("fever-on-the-road", "zhuzhou-covid-2020", False)]


def test_what_only_the_city_asks_is_not_asked_elsewhere():
    at_a_gate = AT_A_CHECKPOINT.replace("check.checkpoint", "check.gate")
    assert found(at_a_gate, CHANGSHA) == []
    assert len(found(at_a_gate, ZHUZHOU)) == 1


def test_a_missed_round_of_a_kept_contact_is_the_nations_rule_too():
    kept = """
        1 | contact.exposed      | 2020-01-26 12:00 | county=7
        1 | contact.named        | 2020-01-28 09:00 | county=7
        1 | placement.began.home | 2020-01-30 05:00 | pathogen=none county=7
    """
    rules = {(rule, edition) for rule, edition, _before in found(kept, CHANGSHA)}
    assert ("round-missed", "cn-covid-control-3") in rules
