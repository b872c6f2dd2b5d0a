"""A case's probable infectors with their reasons, and what people settle about a link."""

import pytest
from tests.site.chains.test_chains_page import text_of

from firebreak.records.models import Change, LinkDecision


def link(city, by=True) -> str:
    end = f"{city.case.pk}" if by else "nobody"
    return f"/chains/{city.li_case.pk}/by/{end}/"


def settle(browser, city, verdict="established", reason="同桌进餐"):
    return browser.post(link(city), {"verdict": verdict, "reason": reason})


def test_the_case_page_says_who_and_why_in_words(computed, sign_in):
    told = text_of(sign_in("tracer").get(f"/cases/{computed.li_case.pk}/"))
    section = told[told.index("Probable infectors") :]
    assert "张某一" in section
    assert "shared a meal at 老灶火锅, 2020-01-25 18:30–21:00" in section
    assert "onset 3 days later, which fits" in section
    assert "no other contact of this case with a case is on file" in section
    assert "What would tell them apart" in section


def test_a_suspected_case_is_said_not_to_be_in_the_chains(city, sign_in):
    told = text_of(sign_in("tracer").get(f"/cases/{city.suspect.pk}/"))
    assert "This case is not in the chains" in told


def test_a_clinician_sees_no_probable_infectors(computed, sign_in):
    browser = sign_in("clinician")
    assert "Probable infectors" not in browser.get(f"/cases/{computed.case.pk}/").content.decode()


def test_what_is_settled_says_why_and_by_whom_and_goes_into_the_log(computed, sign_in):
    browser = sign_in("tracer")
    response = settle(browser, computed)
    assert response.status_code == 302
    told = text_of(browser.get(link(computed)))
    assert "established: 同桌进餐" in told
    assert "tracer" in told
    assert Change.objects.last().action == "links.decide"
    saved = text_of(browser.get(response["Location"]))
    assert "同桌进餐" in saved
    assert "Take it back" in saved


@pytest.mark.parametrize(
    "answers", [{}, {"verdict": "established"}, {"verdict": "x", "reason": "y"}]
)
def test_an_incomplete_answer_is_asked_again_and_nothing_is_stored(computed, sign_in, answers):
    response = sign_in("tracer").post(link(computed), answers)
    assert response.status_code == 422
    assert not LinkDecision.objects.exists()


def test_a_contradiction_is_refused_in_words(computed, sign_in):
    browser = sign_in("tracer")
    settle(browser, computed)
    response = browser.post(link(computed, by=False), {"verdict": "established", "reason": "外地"})
    assert response.status_code == 422
    assert "Another infector of this case is established already" in response.content.decode()


@pytest.mark.parametrize("role", ["secretary", "inspector", "duty_head"])
def test_whoever_only_reads_is_offered_no_form_and_refused(computed, sign_in, role):
    browser = sign_in(role)
    assert "Settle it" not in text_of(browser.get(link(computed)))
    assert settle(browser, computed).status_code == 422
    assert not LinkDecision.objects.exists()


def test_a_link_to_a_case_elsewhere_does_not_exist(computed, sign_in):
    browser = sign_in(computed.others["tracer"])  # of the county that counts 赵, and not 张
    there = f"/chains/{computed.other_case.pk}/by/{computed.case.pk}/"
    assert browser.get(there).status_code == 404
    assert browser.post(there, {"verdict": "excluded", "reason": "x"}).status_code == 404


def test_it_is_withdrawn_with_a_reason(computed, sign_in):
    browser = sign_in("tracer")
    settle(browser, computed)
    row = LinkDecision.objects.get()
    there = f"/chains/settled/{row.pk}/withdraw/"
    browser.post(there, {"reason": ""})
    assert LinkDecision.objects.exists()
    assert sign_in("secretary").post(there, {"reason": "x"}).status_code == 403
    browser.post(there, {"reason": "座次记错"})
    assert not LinkDecision.objects.exists()
