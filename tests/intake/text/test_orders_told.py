"""Orders as told: what, by whom, within or until when."""

import pytest
from tests.intake.text.conftest import when


def test_an_order_until_an_hour_and_one_within_days(read):
    by_hour, within = sorted(
        read("请各区于2月7日18时前将排查结果报市指挥部，三日内完成密切接触者追踪。").of("order"),
        key=lambda order: order.value("days", 0),
    )
    assert when(by_hour, "until") == "2020-02-07 18:00"
    assert within.value("days") == 3
    assert within.value("action") == "完成密切接触者追踪"


def test_tomorrow_is_the_day_after_the_publication(read):
    (order,) = read("请于明日12时前报送名单。").of("order")
    assert when(order, "until") == "2020-02-05 12:00"


@pytest.mark.parametrize(
    "said",
    [
        "1月25日前往长沙，2月3日前返回株洲，2月4日前后发热。",
        "患者刘某，男，30岁，3天内无外出，发病前14天内有武汉旅居史。",
        "近14天内未追踪到接触者。",
    ],
)
def test_what_was_is_no_order(read, said):
    assert read(said).of("order") == []


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("请贵市协助追踪其密切接触者，并于24小时内反馈。", "贵市"),
        ("请你县疾控中心立即开展排查，并在2日内上报结果。", "你县疾控中心"),
        ("请各县市区将结果于24小时内上报。", "各县市区"),
        ("立即追踪其密切接触者，并于24小时内反馈。", None),
        ("立即开展流调，同时在48小时内上报。", None),
    ],
)
def test_an_order_is_to_whoever_is_asked_and_not_to_a_conjunction(read, text, to):
    assert read(text).one("order").value("to") == to


def test_what_an_order_counts_is_part_of_what_is_to_be_done(read):
    order = read("市指挥部要求市疾控中心24小时内完成3例新增病例的流调。").one("order")
    assert order.value("action") == "完成3例新增病例的流调"


def test_we_of_a_quotation_are_the_firm_that_is_named_behind_it(read):
    text = "“我们公司刚接到订单，10天内生产5000套防护服。”虚构服饰有限公司总经理说。"
    assert read(text).one("order").value("to") == "虚构服饰有限公司"
