"""The units: the city's real divisions with their codes, each under the one it belongs to."""

from datetime import date

import pytest

from firebreak.demo import city
from firebreak.records.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_the_nine_divisions_have_their_codes_and_the_zone_has_none():
    counties = Unit.objects.filter(kind__in=["county", "zone"])
    codes = {unit.short_name: unit.division_code(date(2020, 2, 3)) for unit in counties}
    assert codes == {
        "荷塘": "430202", "芦淞": "430203", "石峰": "430204", "天元": "430211", "渌口": "430212",
        "攸县": "430223", "茶陵": "430224", "炎陵": "430225", "醴陵": "430281", "云龙": None,
    }  # fmt: skip


def test_lukou_had_another_code_until_june_2018():
    lukou = Unit.objects.get(code="430212")
    assert lukou.division_code(date(2018, 6, 1)) == "430221"
    assert lukou.division_code(date(2018, 7, 1)) == "430212"


def test_no_two_counties_share_a_place_on_the_tile_grid():
    tiles = [tile for *_rest, tile in (*city.COUNTIES, city.ZONE)]
    assert len(set(tiles)) == len(tiles) == 10


def test_every_unit_has_a_name_in_both_languages():
    assert not Unit.objects.filter(name_en="").exists()
    assert all(unit.name_en.isascii() for unit in Unit.objects.all())
