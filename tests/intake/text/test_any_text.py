"""What holds of every text, however odd."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firebreak.intake.drafts import Reading, ReadingError
from firebreak.intake.text import decode, read_text

WORDS = st.sampled_from(
    [
        "病例3",
        "患者十五",
        "王某",
        "欧阳某",
        "，男",
        "，女，",
        "45岁",
        "，6个月龄，",
        "现住攸县",
        "：。",
        "\n",
        "\n\n",
        "1月18日",
        "23日9时到10时",
        "次日",
        "除夕",
        "大年初二",
        "正月十五",
        "13月40日",
        "发病",
        "确诊",
        "出院",
        "到县人民医院就诊",
        "从武汉返回",
        "乘坐G1113次列车",
        "（5车12F座）",
        "湘A12345",
        "到甲小区和乙药房逗留过",
        "其父母、爱人",
        "均被感染",
        "系病例4之妻",
        "12人聚餐",
        "后8人确诊",
        "截至2月2日24时",
        "26例确诊病例",
        "48小时内",
        "38.5℃",
        "未",
        "无",
        "&nbsp;",
        "<p>",
        "Case",
        "3",
        "woman",
        "fever",
        "on",
        "18",
        "January",
        "，",
        "。",
        "、",
        "（",
        "）",
        "１",
        "二十",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=60).map("".join))


@given(TEXTS, st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 12, 31))))
@example("\ud800病例3", None)
@example("病例1：王某，男，1月18日发病", date(1900, 1, 1))
@example("患者1：王某，男，到和逗留过", date(2020, 2, 4))
@example("大年三十确诊", date(2060, 2, 4))
def test_every_value_stands_where_it_says_and_nothing_is_raised(text, published):
    reading = read_text(text, published=published)
    for draft in reading.drafts:
        assert 0 <= draft.confidence <= 1
        for value in draft.fields.values():
            assert reading.text[value.origin.start : value.origin.end] == value.quote != ""
            assert 0 <= value.confidence <= 1


@given(TEXTS)
def test_reading_twice_gives_the_same_with_keys_that_are_unique(text):
    first = read_text(text, published=date(2020, 2, 4))
    assert read_text(text, published=date(2020, 2, 4)) == first
    keys = [draft.key for draft in first.drafts]
    assert len(set(keys)) == len(keys)
    linked = {to for draft in first.drafts for to in draft.links.values()}
    assert linked <= set(keys)


@given(TEXTS)
def test_a_reading_comes_back_from_json_as_it_was(text):
    reading = read_text(text, published=date(2020, 2, 4))
    assert Reading.from_json(reading.to_json()) == reading


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(data):
    with suppress(ReadingError):
        decode(data).encode("utf-8", "surrogatepass")


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\ufeff\x00")))
def test_gb18030_is_read_as_it_was_written(text):
    data = text.encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(data) == text


def test_a_file_of_another_kind_is_no_text():
    with pytest.raises(ReadingError, match="not_text"):
        decode(b"%PDF-1.7\x00\x00")


def test_a_text_longer_than_any_report_is_refused():
    with pytest.raises(ReadingError, match="too_long"):
        read_text("病" * 2_000_001)


def test_traditional_characters_are_said_to_be_read_but_little(read):
    said = "患者於1月28日發熱,1月30日到醫院檢測,2月1日確診,與親屬同車。"
    assert read(said).notes("traditional_characters")
    assert not read("患者于1月28日发热，1月30日到医院检测，2月1日确诊。").notes(
        "traditional_characters"
    )
