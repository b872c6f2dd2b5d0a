"""Who changed what of a record, on its page: where its person was kept is part of it."""

from datetime import timedelta

from django.urls import reverse
from tests.site.conftest import NOW, at, local

from firebreak.records import clock
from firebreak.records.actions import cases, placements
from firebreak.records.models import Case


def test_who_began_and_who_ended_an_observation_stands_on_the_page_of_the_person(city, sign_in):
    tracer = city.users["tracer"]
    watch = city.watch
    with clock.held_at(NOW + timedelta(hours=1)):
        placements.end(by=tracer, placement=watch, at=local(2, 3, 8, 30), reason="转至集中隔离点")
        page = reverse("person", args=[watch.person_id])
        told = sign_in("tracer").get(page).context["versions"]
    of_watch = [one for one in told if one.about == f"{watch} · {watch.unit}"]
    assert [one.what for one in of_watch] == ["corrected", "entered"]
    assert of_watch[0].by == tracer.get_full_name()
    assert of_watch[0].changes == [
        ("ended", "–", "2020-02-03 08:30"),
        ("why it ended", "–", "转至集中隔离点"),
    ]
    assert told == sorted(told, key=lambda one: one.stored_at, reverse=True)


def test_a_page_of_the_past_does_not_tell_of_a_later_end(city, sign_in):
    watch = city.watch
    with clock.held_at(NOW + timedelta(hours=1)):
        placements.end(by=None, placement=watch, at=local(2, 3, 8, 30), reason="转至集中隔离点")
    with clock.held_at(NOW + timedelta(hours=2)):
        page = reverse("person", args=[watch.person_id]) + "?known=2020-02-03T08:00"
        told = sign_in("tracer").get(page).context["versions"]
    assert [one.what for one in told if one.about] == ["entered"]


def test_a_corrected_onset_is_called_so(city, sign_in):
    case = Case.objects.exclude(happened_at=None).first()
    with clock.held_at(NOW + timedelta(hours=1)):
        cases.correct(by=None, case=case, reason="核对", onset=at(1, 15))
        told = sign_in("tracer").get(reverse("case", args=[case.pk])).context["versions"]
    assert "onset" in [name for name, _before, _after in told[0].changes]
