"""At home is where each lives: two people who were at home did not meet there."""

from firebreak.intake.accepting import accept_certain
from firebreak.records.models import Place, Stay

TWO = (
    "患者1：周某，男，45岁，攸县人，1月18日在家，1月20日在家，1月24日确诊。\n"
    "患者2：李某，男，35岁，醴陵人，1月18日在家，1月25日确诊。"
)


def homes():
    stays = Stay.objects.filter(place__kind="home").select_related("person")
    return sorted((stay.person.name, stay.place_id) for stay in stays)


def test_two_people_at_home_were_at_two_places(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(TWO).reading)
    [(_zhou, home), (_again, same), (_li, his)] = homes()
    assert home == same != his


def test_the_same_told_again_is_the_same_home(take_in, reviewer):
    accept_certain(by=reviewer, reading=take_in(TWO).reading)
    before = homes()
    accept_certain(by=reviewer, reading=take_in(f"{TWO}\n转载。").reading)
    assert homes() == before
    assert Place.objects.filter(kind="home").count() == 2
