"""Contacts named in a row."""


def contacts(found):
    names = {draft.key: draft.value("name") for draft in found.of("person")}
    return [(names[one.links["to"]], one.links.get("from")) for one in found.of("contact")]


def isolated(found):
    names = {draft.key: draft.value("name") for draft in found.of("person")}
    return [(names[one.links["person"]], one.value("level")) for one in found.of("placement")]


def test_contacts_of_a_case_named_in_his_story(read):
    found = read(
        "病例6：贺某，男，33岁，2月3日确诊。密切接触者为刘洋、陈芳和王小明（同事），均已居家隔离。\n"
        "病例7：王某，女，20岁，2月3日确诊。"
    )
    of_him = found.one("case", number="6").key
    assert contacts(found) == [("刘洋", of_him), ("陈芳", of_him), ("王小明", of_him)]
    assert isolated(found) == [("刘洋", "home"), ("陈芳", "home"), ("王小明", "home")]


def test_contacts_of_whom_it_is_said_afterwards(read):
    found = read("张某某、李某某、王某某均为病例6的密切接触者，于2月3日起集中隔离医学观察。")
    assert [name for name, _of in contacts(found)] == ["张某某", "李某某", "王某某"]
    assert {one.value("contact_of") for one in found.of("contact")} == {"病例6"}
    assert isolated(found) == [("张某某", "site"), ("李某某", "site"), ("王某某", "site")]


def test_a_syllable_of_a_name_that_means_and(read):
    found = read("密切接触者：王和平、李明。")
    assert [name for name, _of in contacts(found)] == ["王和平", "李明"]


def test_more_people_than_are_named_are_noted(read):
    (note,) = read("密接者：张三丰、李四、王五等5人。").notes("more_than_named")
    assert note.values["said"] == "张三丰、李四、王五等5人"
    assert not read("密接者：张三丰、李四、王五等3人。").notes("more_than_named")


def test_companions_at_a_table_are_no_list_of_contacts(read):
    found = read("患者王某，男，40岁，1月28日与李某、张某一起打牌，1月30日发热。")
    assert len(found.of("person")) == 1
