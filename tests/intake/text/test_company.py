"""Who lives with whom, and who ate with whom: contacts between the two."""

import pytest

CASES = "病例5：易某，女，62岁，1月18日发病。\n"


@pytest.mark.parametrize(
    ("told", "relation"),
    [
        ("与病例5同住", "同住"),
        ("和病例5易某（女）共同居住", "共同居住"),
        ("与确诊病例5易某同住，为其孙子", "孙子"),
        ("同病例5一起居住，系其女婿", "女婿"),
        ("1月20日晚与病例5在芦淞区湘水人家饭店同桌就餐", "同桌就餐"),
        ("1月20日跟易某一起聚餐", "一起聚餐"),
        ("1月21日与病例5共进晚餐", "共进晚餐"),
    ],
)
def test_who_lives_or_eats_with_a_case_is_a_contact(read, told, relation):
    found = read(f"{CASES}患者6：李某，男，32岁，{told}，1月25日发病。")
    contact = found.one("contact")
    assert contact.value("relation") == relation
    assert contact.links == {
        "from": found.one("case", number="5").key,
        "to": found.person("李某").key,
    }


@pytest.mark.parametrize("told", ["未与病例5同住", "其妻与病例5同住", "否认与病例5一起就餐"])
def test_what_is_denied_or_told_of_another_is_no_contact(read, told):
    assert not read(f"{CASES}患者6：李某，男，32岁，{told}，1月25日发病。").of("contact")
