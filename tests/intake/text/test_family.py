"""Family listed under a case."""

import pytest


@pytest.mark.parametrize(
    ("said", "relation", "sex"),
    [
        ("妻子：谭某，54岁，已隔离。", "妻子", "female"),
        ("儿子：贺某某，29岁，已隔离。", "儿子", "male"),
        ("女婿：唐某，29岁，已隔离。", "女婿", "male"),
        ("其父唐某，81岁，已隔离。", "父", "male"),
        ("配偶：谭某，54岁，已隔离。", "配偶", None),
    ],
)
def test_whose_family_somebody_is(read, said, relation, sex):
    found = read(f"病例3：贺某，男，56岁，1月31日确诊。\n五、密切接触者\n{said}")
    contact = found.one("contact")
    assert contact.value("relation") == relation
    assert contact.links == {"from": found.one("case", number="3").key, "to": "person-2"}
    assert [one.value("sex") for one in found.of("person")] == ["male", sex]


def test_all_of_a_family_are_of_the_case(read):
    found = read("患者：贺某，男，56岁，1月31日确诊。\n妻子：谭某，54岁。\n儿子：贺某某，29岁。")
    assert [(c.links["from"], c.links["to"]) for c in found.of("contact")] == [
        ("case-1", "person-2"),
        ("case-1", "person-3"),
    ]


def test_a_family_without_a_case_before_it_is_nobody_s(read):
    assert read("妻子：谭某，54岁。\n儿子：贺某某，29岁。").of("contact") == []
