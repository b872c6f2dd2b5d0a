"""Sentences of which nothing was read; cases named in the middle of a sentence."""

import pytest
from tests.intake.text.conftest import when


@pytest.mark.parametrize(
    "said",
    [
        "该学生姓唐，女，1月23日起发热，1月26日到市中心医院就诊，2月3日确诊。",
        "另外姓汪的女的昨天夜里走了，她女儿1号发烧。",
    ],
)
def test_a_sentence_that_tells_of_somebody_and_gave_nothing_is_noted(read, said):
    found = read(f"病例3：贺某，男，56岁，1月31日确诊。\n本报讯\n{said}")
    [note] = found.notes("sentences_left_out")
    assert note.values == {"count": 1}


@pytest.mark.parametrize(
    "said", ["截至2月3日24时，全市累计确诊病例39例。", "请各区于2月5日前完成病例3的流调。"]
)
def test_what_tells_of_nobody_or_was_read_is_not_noted(read, said):
    found = read(f"病例3：贺某，男，56岁，1月31日确诊。\n本报讯\n{said}")
    assert found.notes("sentences_left_out") == []


def test_a_case_named_in_the_middle_of_a_sentence(read):
    found = read(
        "来函：长沙市确诊病例廖某（女，28岁，长沙县人）1月30日发病，2月2日确诊。"
        "陶某（男，49岁，芦淞区人）目前无症状。"
    )
    assert [p.value("name") for p in found.of("person")] == ["廖某", "陶某"]
    case = found.one("case", status="confirmed")
    assert (case.links["person"], when(case, "onset")) == ("person-1", "2020-01-30")


def test_journeys_on_lines_of_their_own_are_his(read):
    found = read(
        "2月4日，我市确诊病例尹某（男，38岁）曾乘坐以下交通工具：\n"
        "1月20日，G1001次列车（武汉—深圳北），11号车厢07A座；\n"
        "1月25日7:30，株洲汽车中心站至茶陵大巴，车牌湘B45678。\n"
    )
    train, coach = found.of("journey")
    assert (train.value("number"), train.value("seat")) == ("G1001", "07A")
    assert (coach.value("means"), coach.value("plate")) == ("coach", "湘B45678")


@pytest.mark.parametrize(
    "said", ["系确诊病例李某（女，62岁）之子", "与确诊病例李某（女，62岁）同车"]
)
def test_a_case_whose_relative_somebody_is_is_not_told_of(read, said):
    found = read(f"病例3：赵某，男，36岁，{said}，1月25日发病。")
    assert found.one("case").links["person"] == found.person("赵某").key


@pytest.mark.parametrize(
    "said",
    [
        "其中一例曾于1月23日上午10点到家润多超市购物，另一例23日下午在王府井百货三楼火宫殿用餐。",
        "另一例23日下午在王府井百货三楼火宫殿用餐。",
        "其中1例1月20日乘坐K81次列车返株。",
    ],
)
def test_what_is_told_of_one_of_several_is_noted(read, said):
    found = read(f"今日新增确诊病例2例。{said}")
    assert found.notes("sentences_left_out")[0].values == {"count": 1}
    assert not found.of("stay")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "病例5，男，30岁，2月1日确诊。其母亲2月1日发病，2月4日确诊。",
            "其母亲2月1日发病，2月4日确诊",
        ),
        ("病例5，男，30岁，2月1日确诊，女儿（3岁）2月2日确诊。", "女儿（3岁）2月2日确诊"),
        (
            "病例5，男，30岁，1月28日发病，妻子同日亦出现发热，1月31日二人同时确诊。",
            "妻子同日亦出现发热",
        ),
        ("病例5，男，30岁，2月1日确诊。其老师1月20日死亡。", "其老师1月20日死亡"),
        ("病例5，男，30岁，2月1日确诊。1月20日，其父母从武汉返株。", "1月20日，其父母从武汉返株"),
    ],
)
def test_what_is_told_of_another_within_what_is_told_of_a_case_is_noted(read, text, said):
    found = read(text)
    [note] = found.notes("told_of_another")
    assert note.values == {"said": said}
    where = note.origin
    assert found.reading.text[where.start : where.end] == said


@pytest.mark.parametrize(
    "text",
    [
        "病例5，男，30岁，其妻俞某1月20日发病，本人2月1日确诊。",
        "病例5，男，30岁，2月1日确诊，其密切接触者2月2日均已隔离。",
        "病例5，男，30岁，病例3于1月28日确诊，患者2月1日确诊。",
        "病例5，男，30岁，其妻无发热，2月1日确诊。",
    ],
)
def test_what_was_read_of_another_or_tells_of_contacts_is_not_noted_so(read, text):
    assert not read(text).notes("told_of_another")


def test_each_clause_of_a_relative_is_noted_and_those_in_a_row_as_one(read):
    found = read(
        "病例5，男，30岁，2月1日确诊。其父亲1月22日发热，1月25日其父亲死亡。其母亲1月23日发热。"
    )
    said = [note.values["said"] for note in found.notes("told_of_another")]
    assert said == ["其父亲1月22日发热，1月25日其父亲死亡", "其母亲1月23日发热"]
