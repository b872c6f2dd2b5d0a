"""Back: from cases to the table they share, and to who sat there and fell ill first."""

from django.urls import reverse
from tests.site.charts.test_maps import square
from tests.site.conftest import local
from tests.site.traces.conftest import stay

from firebreak.engine.when import When
from firebreak.records.actions import contacts, units
from firebreak.records.change import change
from firebreak.records.models import Lookup
from firebreak.records.situation import situation
from firebreak.records.traces.stays import stays_of
from firebreak.records.visibility import scope_of
from firebreak.site.traces import maps
from firebreak.site.traces.seen import Seen


def back(browser, case, *with_, query=""):
    ticks = "&".join(f"with={each.pk}" for each in with_)
    return browser.get(reverse("trace_back", args=[case.pk]) + f"?{ticks}{query}")


def test_the_table_comes_first_then_its_restaurant(dinner, sign_in):
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    places = page.context["places"]
    assert [line.where.label for line in places] == ["老灶火锅 大圆桌", "老灶火锅"]
    assert places[0].row["cases"] == 2
    assert [case.pk for case in places[0].cases] == sorted(each.pk for each in dinner.ill)
    assert (places[0].row["start"], places[0].row["end"]) == (
        local(1, 25, 18),
        local(1, 25, 21),
    )


def test_who_sat_there_and_fell_ill_before_them_leads_those_of_his_rank(dinner, sign_in):
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    people = page.context["people"]
    assert people[0].who.label == "张某一"
    assert people[0].is_before
    assert [line.who.label for line in people if line.is_before] == ["张某一"]
    assert {line.who.label for line in people} == {"张某一", "李某二", "孙某八"}
    assert {line.row["tied"] for line in people} == {4}  # with one of another county


def test_only_those_ticked_are_traced_and_the_default_is_the_same_weeks(dinner, sign_in):
    browser = sign_in("tracer")
    first = back(browser, dinner.ill[0])
    chosen = {case.pk for case in first.context["together"].chosen}
    assert {dinner.case.pk, *(each.pk for each in dinner.ill)} <= chosen
    assert dinner.other_case.pk not in chosen  # of another county
    ticked = back(browser, dinner.ill[0], dinner.ill[0])
    assert [case.pk for case in ticked.context["together"].chosen] == [dinner.ill[0].pk]


def test_a_case_without_stays_is_named_as_not_to_be_traced(dinner, sign_in):
    page = back(sign_in("tracer"), dinner.suspect, dinner.suspect, *dinner.ill)
    assert [case.pk for case in page.context["without_stays"]] == [dinner.suspect.pk]
    assert page.context["places"][0].row["cases"] == page.context["traced"] == 2


def test_another_time_finds_another_place(dinner, sign_in):
    shop = contacts.add_place(by=None, name="超市", unit=dinner.hetang, kind="shop")
    for guest in (dinner.zhou, dinner.wu):
        stay(guest, shop, When.between(local(1, 27, 9), local(1, 27, 10)))
    query = "&since=2020-01-26T00:00&until=2020-01-28T00:00"
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill, query=query)
    assert [line.where.label for line in page.context["places"]] == ["超市"]


def test_people_of_other_units_are_a_count(dinner, sign_in):
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    assert page.context["unseen"] == 1
    assert "钱某五" not in page.content.decode()


def test_background_visitors_make_a_place_less_of_a_surprise(dinner, feed, sign_in):
    evening = local(1, 25, 18), local(1, 25, 22)
    feed(*((str(n), f"elsewhere-{n % 9}", *evening) for n in range(300)))
    alone = back(sign_in("tracer"), dinner.ill[0], *dinner.ill).context["places"][0].row
    assert alone["expected"] < 0.1
    assert alone["p_value"] < 0.01


def test_whoever_traces_is_noted_with_all_the_cases(dinner, sign_in):
    back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    noted = Lookup.objects.get()
    assert (noted.kind, noted.subject) == ("back", dinner.ill[0].pk)
    assert noted.cases == sorted(each.pk for each in dinner.ill)


# The map


def located(place, longitude, latitude, datum="wgs84"):
    with change("places.add", by=None):
        place.longitude, place.latitude, place.datum = longitude, latitude, datum
        place.save()


def test_a_place_with_coordinates_is_drawn_and_its_table_with_it(dinner, sign_in):
    located(dinner.restaurant, 113.15, 27.85)
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    drawn = page.context["place_map"]
    assert [(n, point.label, point.value) for n, point in drawn.placed] == [
        (1, "老灶火锅 大圆桌", 2),
        (2, "老灶火锅", 2),
    ]
    text = page.content.decode()
    assert 'class="map points"' in text
    assert "km</text>" in text or " m</text>" in text


def test_places_without_coordinates_are_listed_beside_it(dinner, sign_in):
    located(dinner.restaurant, 113.15, 27.85)
    shop = contacts.add_place(by=None, name="超市", unit=dinner.hetang, kind="shop")
    for guest in (dinner.zhou, dinner.wu):
        stay(guest, shop, When.between(local(1, 26, 9), local(1, 26, 10)))
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    assert [point.label for point in page.context["place_map"].loose] == ["超市"]


def test_without_any_coordinates_the_counties_are_drawn_as_before(dinner, sign_in):
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    assert "place_map" not in page.context
    assert {area.label: area.value for area in page.context["map"].areas}["Hetang"] == 2


def test_a_point_is_shifted_to_the_datum_of_the_outlines(dinner, sign_in):
    units.set_boundary(by=None, unit=dinner.hetang, geometry=square(113, 27), datum="gcj02")
    located(dinner.restaurant, 113.1340, 27.8274)
    page = back(sign_in("tracer"), dinner.ill[0], *dinner.ill)
    drawn = page.context["place_map"]
    assert len(drawn.outlines) == 1
    (_n, point), *_others = drawn.placed
    assert [round(degree, 4) for degree in point.at] == [113.1398, 27.8243]  # see engine.datum


def test_where_a_place_of_another_unit_lies_is_not_drawn(dinner, sign_in):
    theirs = contacts.add_place(by=None, name="天元茶馆", unit=dinner.tianyuan, kind="shop")
    located(theirs, 113.1, 27.8)
    where = Seen(stays_of(situation()), scope_of(dinner.users["tracer"])).where([f"/{theirs.pk}"])
    assert maps._at(where[f"/{theirs.pk}"], "wgs84") is None
