"""The page of the chains: its picture and tables, what each reader sees, and what it speaks of."""

import re
from datetime import timedelta

import pytest
from tests.site.conftest import NOW, at, local

from firebreak.records import chains, clock
from firebreak.records.actions import contacts, people
from firebreak.records.beside import Answer

PAGE = "/chains/"


def main_of(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))


@pytest.mark.parametrize("role", ["clinician", "grid_worker", "laboratory", "spokesperson"])
def test_other_posts_do_not_open_it(computed, sign_in, role):
    assert sign_in(role).get(PAGE).status_code == 403


def test_without_cases_it_says_what_chains_are_computed_from(city, sign_in):
    before = sign_in("duty_head").get(f"{PAGE}?known=2020-01-25T08:00")
    assert "There is no case to link yet" in text_of(before)


def test_before_the_first_result_it_says_so_and_waits_for_nothing(ill, sign_in):
    assert "No chains have been computed yet" in text_of(sign_in("duty_head").get(PAGE))


def test_it_tells_who_began_the_chain_and_each_probable_infector(computed, sign_in):
    told = text_of(sign_in("duty_head").get(PAGE))
    assert "张某一" in told
    assert re.search(r"Chain 1 3 #\d+ · 张某一 \d\d%", told)
    assert f"change {chains.standing(situation_now()).result.change_id}" in told


def situation_now():
    from firebreak.records.situation import situation

    return situation()


def test_the_picture_leads_to_the_cases_and_holds_no_script(computed, sign_in, drawn):
    html = main_of(sign_in("duty_head").get(PAGE))
    assert f'xlink:href="/cases/{computed.case.pk}/"' in html
    assert "firebreak.invalid" not in html
    svg = html[html.index('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink') :]
    assert "<script" not in svg
    assert 'style="' not in svg


def test_a_case_of_another_county_is_a_case_elsewhere_without_a_mark_of_who(
    computed, sign_in, drawn
):
    hers = sign_in(computed.others["tracer"]).get(PAGE)
    html = hers.content.decode()
    assert "赵某四" in html
    assert "a case elsewhere" in html
    assert "张某一" not in html
    assert "李某二" not in html
    assert f"/cases/{computed.case.pk}/" not in html
    assert "2020-01-26" not in html  # the onset of the case elsewhere


def test_what_was_recorded_meanwhile_and_does_not_bear_on_it_leaves_it_current(computed, sign_in):
    with clock.held_at(local(2, 3, 9)):
        contacts.add_place(by=None, name="菜场", unit=computed.hetang, kind="shop")
        chains.make_now(situation_now())
        assert "Nothing that bears on it has changed" in text_of(sign_in("duty_head").get(PAGE))


def test_after_a_new_contact_the_old_chains_are_shown_and_said_to_be_old(computed, sign_in):
    before = chains.standing(situation_now()).result.change_id
    with clock.held_at(local(2, 3, 9)):
        contacts.name_contact(
            by=None, case=computed.case, person=computed.wang, when=at(1, 30), manner="visit"
        )
        told = text_of(sign_in("duty_head").get(PAGE))
    assert "The record has changed since." in told
    assert f"change {before}" in told
    assert "张某一" in told


def test_of_a_large_city_they_are_asked_for_every_quarter_of_an_hour(
    computed, sign_in, monkeypatch
):
    monkeypatch.setattr("firebreak.records.situation.state.LARGE", 0)
    asked = []
    inference = "firebreak.records.chains.keeping.INFERENCE"
    monkeypatch.setattr(f"{inference}.is_engaged", True)
    monkeypatch.setattr(f"{inference}.ask", lambda key, *_: asked.append(key) or Answer())
    known = chains.standing(situation_now()).result
    for minutes, wanted in ((14, 0), (16, 1)):
        with clock.held_at(NOW + timedelta(minutes=minutes)):
            people.correct(by=None, person=computed.wang, name=f"王{minutes}")
            told = chains.standing(situation_now())
        assert told.result is known
        assert not told.is_current
        assert len(asked) == wanted


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_picture_is_taken_away_without_addresses(computed, sign_in, drawn, form):
    response = sign_in("duty_head").get(f"/chains/tree.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{form}"')
    start = {"svg": b"<svg", "png": b"\x89PNG"}[form]
    assert response.content.startswith(start)
    assert b"href" not in response.content or form == "png"


def test_a_file_that_is_not_there_yet_is_asked_to_be_tried_again(computed, sign_in):
    assert sign_in("duty_head").get("/chains/tree.svg").status_code == 503


@pytest.mark.parametrize("query", ["fold=generation", "fold=unit", "fold=x", "chain=1", "chain=99"])
def test_any_fold_and_chain_is_answered(computed, sign_in, drawn, query):
    response = sign_in("duty_head").get(f"{PAGE}?{query}")
    assert response.status_code == 200
    assert "<svg" in main_of(response)


def test_in_the_past_it_shows_no_chains_of_the_present(computed, sign_in):
    told = text_of(sign_in("duty_head").get(f"{PAGE}?known=2020-01-31T12:00"))
    assert "李某二" not in told


def test_it_speaks_chinese(computed, sign_in):
    response = sign_in("duty_head").get(PAGE, headers={"accept-language": "zh-hans"})
    assert "各传播链及其源头" in response.content.decode()
