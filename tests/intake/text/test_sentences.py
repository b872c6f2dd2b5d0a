"""Sentences of our own making, as bulletins and messages put them."""

from datetime import date
from decimal import Decimal

import pytest
from tests.intake.text.conftest import when

import firebreak as fb


def test_it_is_in_the_library():
    assert fb.read_text("", published=date(2020, 2, 4)).drafts == ()


def test_a_person_is_described(read):
    found = read("患者9：欧阳某，女，34岁，长沙市岳麓区人，教师，1月23日确诊。")
    person = found.person("欧阳某")
    assert (person.value("sex"), person.value("age"), person.value("group")) == (
        "female",
        34,
        "teacher",
    )
    assert (person.value("residence"), person.value("residence_code")) == ("长沙市岳麓区", "430104")
    [case] = found.about("case", person)
    assert (case.value("number"), case.value("status")) == ("9", "confirmed")


@pytest.mark.parametrize(
    ("said", "age", "unit"),
    [
        ("8个月龄", 8, "months"),
        ("6月龄", 6, "months"),
        ("15天大", 15, "days"),
        ("３岁", 3, "years"),
    ],
)
def test_ages_of_the_youngest(read, said, age, unit):
    person = read(f"病例5，男，{said}，散居儿童，2月1日确诊。").one("person")
    assert (person.value("age"), person.value("age_unit")) == (age, unit)


def test_a_course_of_illness(read):
    found = read(
        "病例6：周某，男，50岁。1月20日出现发热、干咳、乏力，体温38.5℃，次日上午到县人民医院就诊，"
        "1月22日住院，1月24日确诊，2月3日治愈出院。"
    )
    [case] = found.of("case")
    assert when(case, "onset") == "2020-01-20"
    assert case.value("symptoms") == ("fever", "cough", "fatigue")
    assert case.value("status") == "recovered"
    course = {c.value("status"): when(c) for c in found.of("classification")}
    assert course == {"confirmed": "2020-01-24", "recovered": "2020-02-03"}
    check = found.one("check")
    assert (check.value("unit"), when(check)) == ("县人民医院", "2020-01-21 06:00/12:00")
    ward = found.one("placement")
    assert (ward.value("level"), when(ward)) == ("ward", "2020-01-22")


def test_the_temperature_of_a_visit(read):
    check = read("病例6，男，50岁，1月21日到县人民医院就诊，体温38.5℃。").one("check")
    assert check.value("temperature_celsius") == Decimal("38.5")


def test_isolation_at_home_and_at_a_site(read):
    found = read("病例7，女，40岁，1月20日起居家隔离，1月25日转为集中隔离医学观察。")
    levels = {p.value("level"): when(p) for p in found.of("placement")}
    assert levels == {"home": "2020-01-20", "site": "2020-01-25"}


def test_a_journey_by_train_with_its_seat(read):
    found = read("病例3，女，34岁。1月18日从武汉乘坐G1113次列车（5车12F座）抵达长沙南站。")
    train = found.one("journey")
    names = ("means", "number", "carriage", "seat", "from_place", "to_place")
    assert [train.value(n) for n in names] == ["train", "G1113", "5", "12F", "武汉", "长沙南站"]
    assert when(train) == "2020-01-18"
    assert found.one("person").value("arrived_from") == "武汉"


def test_several_vehicles_in_one_sentence_are_several_journeys(read):
    found = read(
        "病例3，女，34岁。1月17日乘CZ3344航班到长沙，后乘湘B12345大巴车返回攸县，步行回家。"
    )
    assert [j.value("means") for j in found.of("journey")] == ["flight", "coach", "walk"]
    assert found.of("journey")[0].value("number") == "CZ3344"
    assert found.of("journey")[1].value("plate") == "湘B12345"


def test_a_stay_with_its_time_and_what_was_done(read):
    stay = read("病例3，女，34岁。1月20日下午3时到东湖菜市场买菜。").one("stay")
    assert (stay.value("place"), stay.value("place_kind"), stay.value("activity")) == (
        "东湖菜市场",
        "shop",
        "买菜",
    )
    assert when(stay) == "2020-01-20 15:00"


def test_somewhere_a_person_has_not_been_is_no_stay(read):
    found = read("病例3，女，34岁，发病前没有去过武汉，也没有去过农贸市场购物。")
    assert found.of("stay") == found.of("journey") == []


def test_a_relation_to_a_numbered_case(read):
    found = read(
        "病例1：刘某，男，60岁，1月20日确诊。\n病例2：陈某，女，58岁，系病例1之妻，1月22日确诊。"
    )
    contact = found.one("contact")
    first = found.one("case", number="1")
    assert contact.links == {"to": found.person("陈某").key, "from": first.key}
    assert (contact.value("relation"), contact.value("contact_of")) == ("妻", "病例1")
    assert contact.value("direction_known") is False


def test_a_relation_to_a_case_of_another_bulletin_keeps_its_words(read):
    contact = read("病例12，女，30岁，与病例4为母女关系。").one("contact")
    assert contact.value("contact_of") == "病例4"
    assert "from" not in contact.links


@pytest.mark.parametrize("lead", ["病例4之妻，王某", "病例4的妻子王某", "1月21日，病例4之妻，王某"])
def test_a_relation_that_stands_before_the_name_is_of_who_is_named(read, lead):
    found = read(f"病例3：李某，男，42岁，1月20日发病。{lead}，女，40岁，1月21日发病。")
    contact = found.one("contact")
    assert contact.links == {"to": found.person("王某").key}
    assert contact.value("contact_of") == "病例4"


def test_a_relation_that_ends_what_is_said_of_somebody_is_his(read):
    found = read("病例3：李某，男，42岁，系病例4之父。病例5：王某，女，40岁，1月21日发病。")
    assert found.one("contact").links == {"to": found.person("李某").key}


def test_who_met_at_a_table_are_the_host_and_his_guests(read):
    told = read("1月17日晚，刘某与11名亲友在某饭店聚餐，12人中8人确诊。").one("gathering")
    assert (told.value("people"), told.value("later_confirmed")) == (12, 8)


def test_a_case_that_is_only_referred_to_begins_no_section(read):
    found = read("病例12，女，30岁，系第3例确诊病例的女儿，与病例4有密切接触。")
    assert [case.value("number") for case in found.of("case")] == ["12"]


def test_two_people_of_one_name_stay_two(read):
    found = read("患者5：王某，男，40岁。\n患者8：王某，男，40岁。")
    assert len(found.of("person", name="王某")) == 2


def test_totals_with_and_without_new(read):
    found = read(
        "截至2月3日24时，我市累计报告确诊病例34例，新增8例，治愈出院1例，密切接触者412人。"
    )
    totals = [
        (t.value("what"), t.value("number"), t.value("new", False)) for t in found.of("total")
    ]
    assert sorted(totals) == [
        ("confirmed", 8, True),
        ("confirmed", 34, False),
        ("contacts", 412, False),
        ("discharged", 1, False),
    ]
    assert {when(t, "until") for t in found.of("total")} == {"2020-02-04 00:00"}


def test_the_34th_case_is_no_total(read):
    assert read("第34例确诊病例已出院。").of("total") == []


def test_an_order_with_a_deadline(read):
    order = read("会议要求，所有密切接触者24小时内完成采样。").one("order")
    assert (order.value("deadline_hours"), order.value("action")) == (24, "完成采样")
    assert (order.value("about"), order.value("to")) == ("密切接触者", None)


def test_one_place_in_two_spellings_is_proposed_as_one(read):
    found = read(
        "患者1：甲某，男，1月24日确诊，到城北区丽景名苑逗留过。\n患者2：乙某，男，1月25日确诊，到城北区丽景茗苑逗留过。"
    )
    place = found.one("place")
    assert place.value("spellings") == ("城北区丽景名苑", "城北区丽景茗苑")
    assert [doubt.code for doubt in place.doubts] == ["two_spellings"]


def test_numbers_and_directions_tell_two_places_apart(read):
    found = read("患者1：甲某，男，到江湾花园1号、江湾花园2号、老街东门口、老街西门口逗留过。")
    assert len(found.of("place")) == 4


def test_a_passage_repeated_nine_times_is_said_and_counted_once(read):
    line = "我市抽调护士20人组成医疗队，于1月27日奔赴黄石支援当地医院的救治工作。"
    found = read("\n".join(["一线消息", *[line] * 9]))
    assert len(found.of("team")) == 1
    [note] = found.notes("passage_repeated")
    assert note.values["times"] == 9


def test_the_same_sentence_about_two_people_is_no_repetition(read):
    same = "1月20日乘坐K81次列车从武汉返回株洲市区家中居住。"
    found = read(f"病例5：甲某，男，40岁。{same}\n病例6：乙某，女，41岁。{same}")
    assert len(found.of("journey", number="K81")) == 2
    assert found.notes("passage_repeated") == []


def test_a_sentence_that_a_page_breaks_is_read_whole(read):
    found = read(
        "各县市区要加强对重点人员的筛查，做到早发现、早报告、早诊断、早隔离、早治疗，确保疑似病例\n\n12小时内完成检测，并及时上报，不得延误。"
    )
    order = found.one("order")
    assert (order.value("deadline_hours"), order.value("about")) == (12, "疑似病例")
    assert order.value("to") == "各县市区"
    assert len(found.notes("sentence_joined")) == 1


TURNED = [
    "第2页 共3页",
    "— 12 —\n\n\x0c株洲日报 2020年2月4日 星期二 A02版",
    "- 12 -",
    "A02",
    "（下转A03版）",
    "（下转A03版）\n（上接A01版）",
    "第 2 页",
    "2/3",
]


@pytest.mark.parametrize("cut", ["1月24日出|现咳嗽", "1月2|4日出现咳嗽", "1月24日出现|咳嗽"])
@pytest.mark.parametrize("turned", TURNED)
def test_what_a_page_prints_between_two_lines_is_no_part_of_the_sentence(read, turned, cut):
    told = f"患者5：周某，男，50岁，{cut}，1月26日到市二医院就诊，1月28日确诊。"
    found = read(told.replace("|", f"\n{turned}\n"))
    [case] = found.of("case")
    assert when(case, "onset") == "2020-01-24"
    assert case.value("symptoms") == ("cough",)
    assert when(found.one("check")) == "2020-01-26"
    assert when(found.one("classification")) == "2020-01-28"
    assert len(found.notes("sentence_joined")) == 1


def test_a_page_that_ends_with_a_sentence_joins_nothing(read):
    found = read("患者5：周某，男，50岁，1月28日确诊。\n第2页\n患者6：李某，女，1月26日确诊。")
    assert found.notes("sentence_joined") == []
    assert [case.value("number") for case in found.of("case")] == ["5", "6"]


def test_the_day_of_a_masthead_within_a_sentence_is_that_of_publication(read):
    told = "患者5：周某，男，1月24日出\n株洲日报 2020年2月4日 星期二 A02版\n现咳嗽，1月28日确诊。"
    found = read(told, published=None)
    assert when(found.one("classification")) == "2020-01-28"


def test_html_from_a_phone(read):
    found = read(
        "<div>病例3：<b>王某</b>，男，45&#23681;</div><script>1月18日</script><p>1月18日发病。</p>"
    )
    assert found.person("王某").value("age") == 45
    assert when(found.one("case"), "onset") == "2020-01-18"
    assert [note.code for note in found.reading.notes] == ["html"]


def test_gb18030_is_read(read):
    found = read("病例3：王某，男，45岁。".encode("gb18030"))
    assert found.person("王某").value("age") == 45


def test_what_cannot_be_stored_is_taken_out_and_said(read):
    found = read("病例3：王某\x07，男，4\u200b5岁\ud83d。")
    assert found.person("王某").value("age") == 45
    assert [note.code for note in found.reading.notes] == ["surrogates", "control_characters"]


def test_without_any_day_that_is_said(read):
    found = read("病例3：王某，男，45岁，1月18日发病。", published=None)
    assert when(found.one("case"), "onset") is None
    assert len(found.notes("publication_day_not_known")) == 1


def test_an_english_report(read):
    found = read(
        "Case 3: a 45-year-old woman from Youxian County. On 16 January she took train G1113 from Wuhan to "
        "Changsha South, carriage 5, seat 12F. She developed fever and cough on 18 January, visited Youxian "
        "People's Hospital on January 20 in the morning and was admitted the next day. She tested positive "
        "on 22 January 2020. She is the wife of case 2."
    )
    person = found.one("person", sex="female", age=45, residence="Youxian County")
    [case] = found.about("case", person)
    assert (case.value("number"), when(case, "onset")) == ("3", "2020-01-18")
    assert case.value("symptoms") == ("fever", "cough")
    assert when(found.one("classification", status="confirmed")) == "2020-01-22"
    check = found.one("check")
    assert (check.value("unit"), when(check)) == (
        "Youxian People's Hospital",
        "2020-01-20 06:00/12:00",
    )
    assert when(found.one("placement", level="ward")) == "2020-01-21"
    train = found.one("journey")
    names = ("number", "carriage", "seat", "from_place", "to_place")
    assert [train.value(n) for n in names] == ["G1113", "5", "12F", "Wuhan", "Changsha South"]
    assert found.one("contact").value("contact_of") == "case 2"


def test_an_english_situation_report(read):
    found = read(
        "As of 24 January 2020 there were 1,026 confirmed cases and 3 deaths. Eight of the 12 friends at a "
        "dinner on 17 January were later confirmed. All suspected cases must be tested within 48 hours."
    )
    assert {(t.value("what"), t.value("number")) for t in found.of("total")} == {
        ("confirmed", 1026),
        ("died", 3),
    }
    assert found.one("order").value("deadline_hours") == 48


def test_a_person_told_not_to_be_ill_is_no_case(read):
    found = read("截至目前，赵某，女，28岁，未发病，核酸检测阴性，已解除隔离。")
    assert found.of("classification") == []
    assert all(not c.value("status") for c in found.of("case"))


def test_histories_said_and_denied(read):
    found = read("患者15，女，20岁，有武汉旅居史，无确诊病例接触史，否认孝感旅行史，1月28日发病。")
    told = [(h.value("what"), h.value("denied"), h.value("place")) for h in found.of("history")]
    assert told == [("residence", False, "武汉"), ("contact", True, None), ("travel", True, "孝感")]
    assert found.of("history")[1].value("text") == "无确诊病例接触史"


def test_the_naming_says_the_classification(read):
    found = read("确诊病例1：男，30岁，1月20日发病。\n疑似病例2：女，31岁，1月21日发病。")
    assert [case.value("status") for case in found.of("case")] == ["confirmed", "suspected"]


def test_the_pathogen_is_the_one_the_text_names(read):
    case = read("某县报告麻疹疫情。\n病例1：男，3岁，1月20日发病。").one("case")
    assert case.value("pathogen") == "measles"
    assert read("病例1：男，3岁，1月20日发病。").one("case").value("pathogen") is None
    assert read("新冠和麻疹并存。\n病例1：男，3岁。").one("case").value("pathogen") is None


MESSAGE = (
    "各位领导，今晚接报：荷塘区仙庾镇某村李某某，男，47岁，腊月二十八开车（鄂A8X123）回株洲，正月初二晚上在红旗路"
    "老地方酒楼跟亲戚一起吃饭，同桌10人，昨天开始发烧38.9度，今天上午10点到市二医院发热门诊，已经留观，"
    "密接者已通知社区居家观察14天。"
)


def test_a_message_from_a_phone(read):
    found = read(MESSAGE, published=date(2020, 1, 29))
    person = found.person("李某某")
    assert (person.value("residence"), person.value("residence_code")) == (
        "荷塘区仙庾镇某村",
        "430202",
    )
    [case] = found.about("case", person)
    assert when(case, "onset") == "2020-01-28"
    assert case.value("temperature_celsius") == Decimal("38.9")
    [car] = found.about("journey", person)
    assert (car.value("plate"), car.value("to_place"), when(car)) == (
        "鄂A8X123",
        "株洲",
        "2020-01-22",
    )
    meal = found.one("stay", activity="吃饭")
    assert (meal.value("place"), when(meal)) == ("红旗路老地方酒楼", "2020-01-26 18:00/24:00")
    assert found.one("gathering").value("people") == 10
    [kept] = found.about("placement", person)  # those who met him are others
    assert (kept.value("level"), kept.value("unit")) == ("ward", "市二医院")


def test_counts_of_the_city_under_a_case_are_not_of_the_case(read):
    found = read(
        "病例8：张女士，29岁，1月30日确诊。\n\n3月2日0—24时，全市新增确诊病例0例，新增出院5例；累计出院75例，死亡0例；"
        "尚有35人正在接受医学观察。",
        published=date(2020, 3, 3),
    )
    assert [c.value("status") for c in found.of("classification")] == ["confirmed"]
    assert found.one("case").value("status") == "confirmed"
    assert found.one("person").value("name") == "张女士"
    totals = {(t.value("what"), t.value("number")) for t in found.of("total")}
    assert totals == {
        ("confirmed", 0),
        ("discharged", 5),
        ("discharged", 75),
        ("died", 0),
        ("observed", 35),
    }
    assert {when(t, "until") for t in found.of("total")} == {"2020-03-02 00:00/24:00"}


def test_a_road_named_as_a_district_far_away_gives_no_code(read):
    person = read("病例8：女，29岁，现住泰山路街道滨江一村3栋。").one("person")
    assert person.value("residence") == "泰山路街道滨江一村3栋"
    assert person.value("residence_code") is None


def test_the_confirmation_itself_comes_before_a_positive_test(read):
    found = read("病例8：女，29岁，1月28日核酸检测阳性，1月30日确诊。")
    assert when(found.one("classification")) == "2020-01-30"


def test_close_contacts_can_be_the_person_himself(read):
    case = read("患者八，男，40岁，确诊病例密切接触者，1月25日出现发热。").one("case")
    assert when(case, "onset") == "2020-01-25"


@pytest.mark.parametrize("until", ["到10时在", "至10时在", "-10时到", "到10时，在", "到10时前往"])
def test_the_end_of_a_time_is_no_part_of_the_place(read, until):
    stay = read(f"患者周某，男，1月23日9时{until}家润多超市购物。").one("stay")
    assert stay.value("place") == "家润多超市"
    assert when(stay) == "2020-01-23 09:00/10:00"


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("在某饭店与亲戚12人聚餐", ["某饭店"]),
        ("在家与亲戚12人聚餐", ["家"]),
        ("到大同饭店和3名同事就餐", ["大同饭店"]),
        ("在与朋友聚餐", []),
        ("与亲戚12人聚餐", []),
        ("到甲小区、乙药房和丙超市逗留", ["甲小区", "乙药房", "丙超市"]),
    ],
)
def test_company_is_no_place(read, said, places):
    found = read(f"患者周某，男，1月23日{said}。")
    assert [stay.value("place") for stay in found.of("stay")] == places
    assert len(found.of("place")) == len([place for place in places if place != "家"])


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("自行驾车前往长沙", None),
        ("自驾返回长沙", None),
        ("自驾从武汉返回长沙", "武汉"),
        ("自武汉驾车到长沙", "武汉"),
        ("由武汉乘坐G1次列车到长沙", "武汉"),
        ("由家人开车送到长沙", None),
        ("由其丈夫驾车送至长沙", None),
        ("由120救护车转运至长沙", None),
        ("自觉不适后打的士到长沙", None),
        ("从武汉探亲后驾车回长沙", "武汉"),
    ],
)
def test_a_journey_begins_where_the_text_says(read, said, left):
    found = read(f"患者周某，男，1月23日{said}。")
    assert {journey.value("from_place") for journey in found.of("journey")} <= {left, None}
    assert found.one("journey").value("from_place") == left


def test_the_home_of_somebody_else_is_not_home(read):
    found = read("患者周某，男，1月23日与第32例在饭店一起就餐，后又到第32例家中串门。")
    assert found.of("stay", place_kind="home") == []


@pytest.mark.parametrize(
    "whose", ["张某爱人", "张某妻子", "张某的妻子", "病例1的妻子", "病例1妻子"]
)
def test_what_is_told_of_somebodys_wife_is_not_his(read, whose):
    found = read(f"患者1：张某，男，40岁，1月20日发病。{whose}刘某1月28日确诊。")
    assert found.one("case", number="1").value("status") is None
    assert when(found.one("classification")) == "2020-01-28"
    wife = found.person("刘某")
    assert found.about("classification", wife) == found.of("classification")
    assert found.one("contact").links["to"] == wife.key


def test_the_story_comes_back_to_him_after_his_wife(read):
    found = read("患者1：张某，男，40岁。张某爱人刘某1月28日确诊。张某1月29日确诊。")
    he, she = found.person("张某"), found.person("刘某")
    assert [when(one) for one in found.about("classification", he)] == ["2020-01-29"]
    assert [when(one) for one in found.about("classification", she)] == ["2020-01-28"]
    assert found.one("contact").links["to"] == she.key


def test_whoever_met_somebodys_son_is_confirmed_himself(read):
    found = read("患者2：刘某，女，1月20日与张某的儿子王某聚餐，1月28日确诊。")
    assert when(found.one("classification")) == "2020-01-28"


def test_a_day_and_a_symptom_alone_are_an_onset_to_be_looked_at(read):
    case = read("病例1：周某，男，45岁，1月20日发热、咳嗽，1月23日确诊。").one("case")
    assert when(case, "onset") == "2020-01-20"
    assert case.fields["onset"].confidence < 0.8


@pytest.mark.parametrize(
    "said", ["1月20日发热门诊就诊", "1月20日发热加重", "1月20日因发热就诊", "1月20日无发热"]
)
def test_a_symptom_that_does_not_begin_is_no_onset(read, said):
    assert when(read(f"病例1：周某，男，45岁，{said}。").one("case"), "onset") is None


def test_the_seat_of_the_next_ride_is_not_of_the_one_before(read):
    found = read("病例5：周某，男，1月20日乘G101次列车到长沙，1月22日乘G202次列车14车05D返回株洲。")
    first, second = found.of("journey")
    assert (first.value("carriage"), first.value("seat")) == (None, None)
    assert (second.value("carriage"), second.value("seat")) == ("14", "05D")


def test_a_number_and_the_word_after_its_seat_are_one_ride(read):
    ride = read("病例5：周某，男，1月15日乘D4791（11车03B）动车由合肥去武汉。").one("journey")
    names = ("number", "carriage", "seat", "from_place", "to_place")
    assert [ride.value(name) for name in names] == ["D4791", "11", "03B", "合肥", "武汉"]


def test_a_bus_with_a_letter_is_no_train(read):
    assert (
        read("病例5：周某，男，1月20日乘T17路公交车到火车站。").one("journey").value("means")
        == "bus"
    )


def test_a_time_that_cannot_be_read_takes_none_from_before(read):
    found = read("病例5：周某，男，45岁，1月20日就诊，上周五住院，1月28日确诊。")
    assert when(found.one("check")) == "2020-01-20"
    assert when(found.one("placement")) is None


def test_a_day_alone_before_going_somewhere_is_a_day(read):
    found = read("病例5：周某，男，1月22日出现发热，25日前往市一医院就诊。")
    assert when(found.one("check")) == "2020-01-25"


def test_a_case_that_was_excluded_is_excluded(read):
    assert read("病例22，男，30岁，已排除。").one("case").value("status") == "excluded"
    found = read("病例22，男，30岁，1月28日确诊。累计已排除疑似病例78例。")
    assert found.one("case").value("status") == "confirmed"


def test_a_child_of_two_cases_is_linked_to_both(read):
    found = read("病例20：周某，女，20岁，系病例15和16之女，1月28日确诊。")
    assert [c.value("contact_of") for c in found.of("contact")] == ["病例15", "16"]


def test_cases_that_may_be_told_of_together_are_noted(read):
    found = read("病例37、38为荷塘区人，1月28日确诊。")
    [note] = found.notes("only_first_read")
    assert note.values["said"] == "病例37、38"


def test_a_form_of_lines_or_words_is_read(read):
    found = read(
        "姓名：周某 性别：女 年龄：45岁 住址：天元区泰山路 发病日期：1月20日 确诊日期：1月28日"
    )
    person = found.person("周某")
    assert (person.value("sex"), person.value("age")) == ("female", 45)
    assert person.value("residence") == "天元区泰山路"
    assert when(found.one("case"), "onset") == "2020-01-20"
    assert when(found.one("classification")) == "2020-01-28"


def test_days_since_birth_are_an_age(read):
    person = read("患者，女，出生28天，1月28日确诊。").one("person")
    assert (person.value("age"), person.value("age_unit")) == (28, "days")


def test_whom_an_order_is_to_ends_before_must(read):
    order = read("要求所有医疗机构须在12小时内完成检测。").one("order")
    assert order.value("to") == "医疗机构"


def test_a_home_that_is_disinfected_is_not_named_so(read):
    person = read("第54例患者，男，43岁，已对其住所进行终末消毒。").one("person")
    assert person.value("residence") is None


@pytest.mark.parametrize("sign", ["，", ""])
def test_a_patient_of_whom_only_the_name_is_told_is_somebody(read, sign):
    found = read(f"患者周某{sign}1月24日出现咳嗽，1月28日确诊。")
    person = found.person("周某")
    [case] = found.about("case", person)
    assert (when(case, "onset"), case.value("status")) == ("2020-01-24", "confirmed")
