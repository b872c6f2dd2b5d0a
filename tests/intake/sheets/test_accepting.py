"""Lists that speak of a case by its number find it, in whichever file it came."""

from datetime import date

import pytest

from firebreak.engine.when import When
from firebreak.intake.accepting import accept, accept_certain
from firebreak.intake.receiving import receive
from firebreak.intake.sheets.reading import ZONE
from firebreak.records.models import Case, Contact, Stay, Test

CASES = """病例编号,姓名,性别,年龄,居住县区,发病日期,确诊日期
7,周某,女,45,荷塘区,2020-01-20,2020-01-28
8,吴某,男,50,荷塘区,2020-01-24,2020-01-30
"""
PLACES = "病例编号,地点,活动,开始时间,结束时间\n7,建材市场,购物,2020-01-18,2020-01-19\n99,别处,,2020-01-18,\n"
RIDES = "病例编号,日期,车次,出发地,目的地\n7,2020-01-16,G692次1车厢8A,武汉,株洲\n"
LINKS = "病例编号,关联病例,关系\n8,7,夫妻\n"


@pytest.fixture
def take(city):
    def put(rows, name):
        reading = receive(
            rows.encode(), by=None, name=name, channel="command", unit=city.root
        ).reading
        return accept_certain(by=None, reading=reading)

    return put


def test_cases_their_places_rides_and_links_go_in_one_after_another(take):
    take(CASES, "cases.csv")
    done = take(PLACES, "places.csv")
    take(RIDES, "rides.csv")
    take(LINKS, "links.csv")
    zhou, wu = (Case.objects.get(number=n) for n in "78")
    assert {s.place.name.split()[0] for s in Stay.objects.filter(person=zhou.person)} >= {
        "建材市场"
    }
    assert Stay.objects.filter(person=zhou.person).count() == 2
    assert Contact.objects.get().case == zhou
    assert Contact.objects.get().person == wu.person
    assert any(key.startswith("case") for key in done.left)  # 99 is on no list


def test_a_number_of_a_case_of_another_disease_is_asked_about(take):
    take(CASES, "cases.csv")
    done = take("病例编号,姓名,病种,确诊日期\n7,周某,麻疹,2020-01-28\n", "measles.csv")
    assert Case.objects.filter(pathogen="measles").count() == 0
    assert "case" in {key.partition(".")[0] for key in done.left}


def test_results_of_a_laboratory_are_accepted_with_their_method_and_kind(take):
    take(
        "姓名,身份证号,样本编号,样本类型,采样时间,检测时间,检测结果,检测方法\n"
        "周某,430202197501010016,S1,痰,2020-01-22,2020-01-23,阳性（+）,RT-PCR\n",
        "results.csv",
    )
    test = Test.objects.select_related("sample").get()
    assert (test.result, test.method, test.sample.kind) == ("positive", "pcr", "sputum")


def test_a_row_with_a_cell_in_doubt_waits_whole_and_is_accepted_with_its_course(city):
    rows = "病例编号,姓名,年龄,发病日期,确诊日期\n7,周某,50岁以上,2020-01-20,2020-01-28\n"
    reading = receive(
        rows.encode(), by=None, name="a.csv", channel="command", unit=city.root
    ).reading
    assert accept_certain(by=None, reading=reading).keys == []
    key_of = {draft.kind: draft.key for draft in reading.drafts.all()}
    accept(by=None, reading=reading, keys=[key_of["person"], key_of["case"]])
    [step] = Case.objects.get(number="7").classifications.all()
    assert (step.status, step.happened) == ("confirmed", When.day(date(2020, 1, 28), ZONE))
    accept(by=None, reading=reading, keys=[key_of["classification"]])
    assert Case.objects.get(number="7").classifications.count() == 1


def test_the_same_lists_again_add_nothing(take):
    for _time in range(2):
        for name, rows in (("a.csv", CASES), ("b.csv", PLACES), ("d.csv", LINKS)):
            take(rows + "\n" * _time, name)
    assert (Case.objects.count(), Stay.objects.count(), Contact.objects.count()) == (2, 1, 1)
