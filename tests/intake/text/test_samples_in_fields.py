"""A field of a form that holds a test and its result: 末次阴性采样1月20日."""

from tests.intake.text.conftest import when


def test_each_field_has_the_day_that_follows_it(read):
    found = read("李某，男，30岁，核酸首检阳性日期1月29日，入院时间1月28日，末次阴性采样1月20日。")
    tests = {one.value("result"): one for one in found.of("test")}
    samples = {one.key: one for one in found.of("sample")}
    negative = samples[tests["negative"].links["sample"]]
    assert when(tests["positive"]) == "2020-01-29"
    assert when(negative) == "2020-01-20"
    assert len(samples) == 2
    assert when(found.one("placement")) == "2020-01-28"


def test_a_sample_has_the_day_after_it_rather_than_that_of_another_clause(read):
    found = read("李某，男，30岁，1月28日入院，采样1月29日，核酸阳性。")
    assert when(found.one("sample")) == "2020-01-29"


def test_a_result_in_a_field_is_not_that_of_the_sample_before(read):
    found = read("李某，男，30岁，1月28日采样，核酸首检阳性日期1月29日。")
    assert [one.value("result") for one in found.of("test")] == ["positive"]
