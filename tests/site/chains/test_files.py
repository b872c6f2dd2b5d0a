"""The tables of the chains as files: all rows, and of a case elsewhere no mark of who it is."""

import csv
import io

import pytest

from firebreak.records.actions import links

PAGE = "/chains/"


def rows_of(browser, name: str) -> list[dict]:
    answer = browser.get(PAGE, {"list": name, "format": "csv"})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_case_stands_with_its_infector_and_its_offspring(computed, sign_in):
    rows = rows_of(sign_in("duty_head"), "links")
    by_name = {row["Name"]: row for row in rows}
    assert by_name.keys() == {"张某一", "李某二", "王某三", "赵某四"}
    of_li = by_name["李某二"]
    assert "张某一" in of_li["Probable infector"]
    assert 0 < float(of_li["Probability"]) <= 1
    zhang = by_name["张某一"]
    expected = [zhang[c] for c in ("95% interval, lower end", "Infected himself")]
    assert float(expected[0]) <= float(expected[1])


def test_a_case_elsewhere_is_in_no_file(computed, sign_in):
    hers = sign_in(computed.others["tracer"])
    rows = rows_of(hers, "links")
    assert [row["Name"] for row in rows] == ["赵某四"]
    assert rows[0]["Probable infector"] == "a case elsewhere"
    for name in ("sources", "outbreak", "clusters", "attack", "decisions"):
        told = str(rows_of(hers, name))
        assert "张某一" not in told, name
        assert "李某二" not in told, name


def test_the_chains_and_what_people_settled_go_out(computed, sign_in):
    links.decide_link(
        by=computed.users["tracer"],
        infectee=computed.li_case,
        infector=computed.case,
        verdict="established",
        reason="同桌",
    )
    browser = sign_in("duty_head")
    (settled,) = rows_of(browser, "decisions")
    assert (settled["Reason"], "李某二" in settled["Case"]) == ("同桌", True)
    assert {row["Chain"] for row in rows_of(browser, "sources")} == {"1"}


@pytest.mark.parametrize("name", ["links", "clusters"])
def test_before_the_first_result_there_is_no_such_list(ill, sign_in, name):
    answer = sign_in("duty_head").get(PAGE, {"list": name, "format": "csv"})
    assert answer.status_code == 404
