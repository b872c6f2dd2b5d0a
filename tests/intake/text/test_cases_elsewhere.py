"""Relations to cases that another bulletin or another list numbers, and to several cases."""

import pytest

WHO = "第38例患者，男，32岁，荷塘区人，"


@pytest.mark.parametrize(
    ("said", "of", "relation"),
    [
        ("与2月3日确诊患者7为夫妻关系", ["确诊患者7"], "夫妻"),
        ("其与株洲市第32例确诊病例为亲戚关系", ["第32例确诊病例"], "亲戚"),
        ("系病例4、病例8患者之孙儿", ["病例4", "病例8"], "孙儿"),
        (
            "曾与第6例确诊病例和第2例确诊病例有过接触",
            ["第6例确诊病例", "第2例确诊病例"],
            "有过接触",
        ),
        ("与1月27日确诊病例3、4有接触史", ["确诊病例3", "4"], "有接触"),
    ],
)
def test_each_case_that_is_named_is_one_he_met(read, said, of, relation):
    met = read(f"{WHO}{said}。").of("contact")
    assert sorted(one.value("contact_of") for one in met) == sorted(of)
    assert {one.value("relation") for one in met} == {relation}


@pytest.mark.parametrize("said", ["系2月3日确诊患者4的母亲", "与2月3日确诊患者4为母子关系"])
def test_a_case_of_another_days_bulletin_is_not_the_one_so_numbered_here(read, said):
    found = read(f"患者4，男，30岁，荷塘区人，1月30日发病。\n患者21，女，64岁，芦淞区人，{said}。")
    assert "from" not in found.one("contact").links
