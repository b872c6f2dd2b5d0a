"""What is said while somebody types: who is on file, what a time means."""

import pytest
from django.db import connection
from django.urls import reverse

from firebreak.records.actions import people
from firebreak.site.entry.people import read_id_number


@pytest.fixture
def ask(sign_in):
    def asking(who, page, query="", /, **typed) -> str:
        answer = sign_in(who).post(reverse(page) + query, typed)
        assert answer.status_code == 200
        return answer.content.decode()

    return asking


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "张某一"},
        {"phone": "139-0000 0001"},
        {"name": "张", "phone": "１３９００００００01"},
    ],
)
def test_somebody_on_file_is_suggested_by_name_or_telephone(city, ask, typed):
    assert f'value="{city.zhang.pk}"' in ask("tracer", "entry_alike", **typed)


@pytest.fixture
def alike_in_sound(city) -> dict[str, int]:
    """Two people on file whose names others will write with other characters; name -> id."""
    known = {"unit_residence": city.hetang, "unit_stay": city.hetang}
    names = ("谢锡锋", "谢溪峰", "龙乔松")
    return {name: people.register(by=None, name=name, **known).pk for name in names}


def test_whoever_is_called_so_by_sound_is_suggested_after_his_namesake(ask, alike_in_sound):
    page = ask("tracer", "entry_alike", name="谢锡锋")
    assert 0 < page.index(f'value="{alike_in_sound["谢锡锋"]}"') < page.index("谢溪峰")
    assert f'value="{alike_in_sound["龙乔松"]}"' in ask("tracer", "entry_alike", name="龙乔凇")
    assert ask("tracer", "entry_alike", name="谢").strip() == ""  # a surname, still being typed


def test_a_homophone_is_not_made_a_second_person_unasked(city, fill, alike_in_sound):
    sent = fill("tracer", "entry_case", name="龙乔凇", lives_in=city.grid.pk)
    assert "Is it one of these?" in sent.errors["name"][0]
    assert fill("tracer", "entry_case", name="龙乔凇", lives_in=city.grid.pk, who="new").saved


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each database tells its plan its own way"
)
def test_nobody_reads_all_people_to_suggest_one(city):
    typed = {"name": "谢溪峰", "phone": "13900000001", "id_number": "11010519491231002X"}
    for by in (None, city.users["tracer"]):
        plan = people.alike(by=by, **typed).explain()
        assert "SEARCH records_person USING INTEGER PRIMARY KEY" in plan, plan
        assert "SEARCH U0 USING INDEX person_by_name_key" in plan, plan


@pytest.mark.parametrize("role", ["tracer", "clinician", "grid_worker", "checkpoint", "school"])
def test_people_of_another_county_are_never_suggested(city, ask, role):
    assert ask(role, "entry_alike", name="赵某四", phone="13900000004").strip() == ""


def test_the_one_chosen_stays_chosen_while_typing_on(city, ask):
    page = ask("tracer", "entry_alike", name="张某一", who=str(city.zhang.pk))
    assert f'value="{city.zhang.pk}" checked' in page


def test_the_check_digit_is_warned_about_while_typing(city, ask):
    assert "check digit" in ask("tracer", "entry_alike", id_number="110105194912310021")
    assert ask("tracer", "entry_alike", id_number="11010519491231002X").strip() == ""


def test_names_are_never_in_an_address(city, sign_in):
    assert sign_in("tracer").get(reverse("entry_alike"), {"name": "张某一"}).status_code == 405


@pytest.mark.parametrize("page", ["entry_alike", "entry_understood", "entry_derived_end"])
@pytest.mark.parametrize("role", ["citizen", "administrator", "supply_keeper"])
def test_a_post_that_enters_nothing_gets_no_suggestions(city, sign_in, page, role):
    answer = sign_in(role).post(reverse(page), {"name": "张某一", "level": "home"})
    assert answer.status_code == 403


@pytest.mark.parametrize("page", ["entry_alike", "entry_understood", "entry_derived_end"])
def test_nobody_gets_suggestions_without_signing_in(city, client, page):
    assert client.post(reverse(page), {"name": "张某一"}).status_code == 401


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1月18日上午", "2020-01-18 06:00"),
        ("昨天 19:00", "2020-02-02 19:00"),
        ("07:30", "2020-02-03 07:30"),
        ("now", "2020-02-03 08:00"),
        ("12月30日", "2019-12-30"),
        ("2020-02-30", "29 days"),
        ("3/4/2020", "2020-04-03 or 2020-03-04"),
    ],
)
def test_what_was_understood_of_a_time_is_said(city, ask, text, says):
    assert says in ask("tracer", "entry_understood", "?field=when", when=text)


def test_a_time_after_something_is_understood_as_the_form_will_read_it(city, ask):
    address = "?field=when&since=2020-01-31"
    assert "2020-02-12 18:00" in ask("tracer", "entry_understood", address, when="2月12日18时")


def test_a_refused_time_is_said_in_the_readers_language(city, ask, sign_in):
    answer = sign_in("tracer").post(
        reverse("entry_understood") + "?field=onset",
        {"onset": "2020-02-30"},
        headers={"accept-language": "zh-hans"},
    )
    assert "没有30日" in answer.content.decode()


def test_what_is_typed_is_shown_as_text_and_never_as_markup(city, fill):
    sent = fill("clinician", "entry_case", name="<b>某", onset="<script>x</script>")
    assert "<script>x" not in sent.page
    assert "<b>某" not in sent.page


@pytest.mark.parametrize("number", ["", "44052418800101001", "11010519490230002X", "x" * 18])
def test_an_id_number_that_says_nothing_says_nothing(number):
    assert read_id_number(number) == {}
