"""To whom an order goes: one who can carry it out, and never whom it is about or who gets the goods."""

import pytest
from tests.intake.text.conftest import when

from firebreak.intake.receiving import is_certain


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("确保各定点医院24小时内完成检测。", "各定点医院"),
        ("要求所有医疗机构2小时内上报疑似病例。", "医疗机构"),
        ("区疾控中心对所有密切接触者要在24小时内采样。", "区疾控中心"),
        ("医疗机构发现疑似病例后2小时内上报。", "医疗机构"),
        ("确保疑似病例由定点医院24小时内完成检测。", "定点医院"),
        ("返乡人员须在24小时内向社区报告。", "返乡人员"),
    ],
)
def test_an_order_goes_to_whoever_can_carry_it_out(read, text, to):
    order = read(text).one("order")
    assert (order.value("to"), order.value("about")) == (to, None)
    assert is_certain(order)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("确保疑似病例24小时内完成检测。", "疑似病例"),
        ("要求密切接触人员12小时内落实隔离。", "密切接触人员"),
        ("确保样本4小时内送达。", "样本"),
        ("疑似病例2小时内上报。", "疑似病例"),
    ],
)
def test_whom_an_order_is_about_does_not_carry_it_out(read, text, about):
    order = read(text).one("order")
    assert (order.value("to"), order.value("about")) == (None, about)
    assert [(doubt.field, doubt.code) for doubt in order.doubts] == [("to", "addressee_not_said")]
    assert not is_certain(order)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("各县市区要加强筛查，确保疑似病例12小时内完成检测。", "疑似病例"),
        ("会议强调，各县市区要加强筛查，对密切接触者24小时内完成采样。", None),
        ("各县市区要加强筛查，并于24小时内反馈。", None),
    ],
)
def test_who_must_do_it_all_by_the_sentence_is_addressed(read, text, about):
    order = read(text).one("order")
    assert (order.value("to"), order.value("about")) == ("各县市区", about)
    assert is_certain(order)


@pytest.mark.parametrize(
    "text", ["对密切接触者24小时内完成采样。", "开展排查，确保全部24小时内完成。"]
)
def test_without_anybody_before_the_time_nobody_is_addressed(read, text):
    order = read(text).one("order")
    assert (order.value("to"), order.doubts) == (None, ())


MADE = "“接到订单，3天内生产500个担架的配件。这批配件将发往湘江车业。”云峰机械厂厂长李明介绍。"


def test_who_makes_goods_is_the_firm_that_speaks_and_not_the_one_they_go_to(read):
    order = read(f"2月2日，厂里一片忙碌。{MADE.replace('接到', '我们接到')}").one("order")
    assert (order.value("to"), order.value("receiver")) == ("云峰机械厂", "湘江车业")


def test_a_firm_that_is_said_to_have_received_an_order_makes_them(read):
    order = read("云峰机械厂接到订单，3天内生产500个担架。").one("order")
    assert order.value("to") == "云峰机械厂"


def test_where_nobody_is_said_to_make_them_a_person_looks(read):
    order = read("“我们接到订单：3天内生产500个担架。这批担架将发往湘江车业。”").one("order")
    assert (order.value("to"), order.value("receiver")) == (None, "湘江车业")
    assert "addressee_not_said" in {doubt.code for doubt in order.doubts}


def test_of_two_that_goods_go_to_neither_is_taken(read):
    order = read("云峰机械厂接到订单，3天内生产500个担架，发往湘江车业，再运往武汉。").one("order")
    assert order.value("receiver") is None


def test_days_ago_are_counted_from_the_day_told_of(read):
    text = "2月2日是交货的最后一天。“3天前，我们接到订单：3天内生产500个担架。”"
    order = read(text).one("order")
    assert when(order) == "2020-01-30"
    assert order.fields["when"].quote == "3天前"
    unsure = read(text.replace("是交货的最后一天", "厂里一片忙碌")).one("order")
    assert when(unsure) == "2020-01-30"
    assert not is_certain(unsure)


def test_an_order_received_on_a_day_not_told_is_not_of_the_day_of_publication(read):
    order = read("云峰机械厂接到订单，3天内生产500个担架。").one("order")
    assert [doubt.code for doubt in order.doubts] == ["time_not_said"]


MET = "2月3日上午，市长罗明远主持召开会议。"


@pytest.mark.parametrize(
    ("text", "issuer", "given"),
    [
        (
            f"{MET}\n罗明远强调，要压实责任。各县区24小时内上报。",
            "罗明远",
            "2020-02-03 06:00/12:00",
        ),
        (f"{MET}罗明远在会上要求，各县区24小时内上报。", "罗明远", "2020-02-03 06:00/12:00"),
        ("罗明远强调，各县区24小时内上报。", "罗明远", None),
        (f"{MET}罗明远强调，要压实责任。会议要求，各县区24小时内上报。", None, None),
        ("工作方案要求，各县区24小时内上报。", None, None),
    ],
)
def test_who_stressed_it_gave_the_order_on_the_day_of_his_meeting(read, text, issuer, given):
    order = read(text).one("order")
    assert (order.value("issuer"), when(order)) == (issuer, given)
    assert order.value("to") == "各县区"
