"""People called by their full names, and their telephones: only where the form makes it sure."""

import pytest


@pytest.mark.parametrize(
    ("said", "name", "sex"),
    [
        ("患者李秀英，女，62岁，住荷塘区，1月25日发病。", "李秀英", "female"),
        ("病例21：张望松，男，37岁，1月25日出现发热。", "张望松", "male"),
        ("病例21张望松（男，37岁），1月25日出现发热。", "张望松", "male"),
        ("姓名：陈强，性别：男，1月20日发病。", "陈强", "male"),
        ("密接者：刘洋，男，30岁，病例4之同事。", "刘洋", "male"),
        ("欧阳娜娜，女，20岁，1月23日确诊。", "欧阳娜娜", "female"),
        ("患者张亚男，女，34岁，1月23日确诊。", "张亚男", "female"),
        ("荷塘区仙庾镇樟霞村李秀英，62岁，女，1月23日确诊。", "李秀英", "female"),
        ("接诊患者李秀英，荷塘区人，62岁，女，1月23日发病。", "李秀英", "female"),
    ],
)
def test_a_full_name_is_read_where_the_form_makes_it_sure(read, said, name, sex):
    person = read(said).one("person")
    assert (person.value("name"), person.value("sex")) == (name, sex)
    assert person.fields["name"].quote == name


@pytest.mark.parametrize(
    "said",
    [
        "轻症患者，男，30岁，1月21日发病。",
        "武汉返乡，男，31岁，1月21日发病。",
        "病例3：武汉人，男，31岁，1月21日发病。",
        "病例3：高热，男，31岁，1月21日发病。",
        "患者严重，男，31岁，1月21日发病。",
        "管理员，男，31岁，1月21日发病。",
        "病例3：白族，男，31岁，1月21日发病。",
        "病例3：王某，男，31岁，联系人姓名：李强，联系人电话：10000000016。",
        "张望松1月25日与李强一起聚餐。",
    ],
)
def test_words_that_begin_as_a_surname_does_are_no_name(read, said):
    assert {person.value("name") for person in read(said).of("person")} <= {None, "王某"}


def test_contacts_named_in_one_sentence_are_two_people(read):
    found = read("密切接触者2人：刘洋（男，30岁）、李娜（女，28岁）。")
    assert [person.value("name") for person in found.of("person")] == ["刘洋", "李娜"]


def test_whose_relation_somebody_with_a_full_name_is(read):
    found = read("病例4：李某，男，42岁，1月20日发病。病例4的妻子王丽，女，40岁，1月21日发病。")
    contact = found.one("contact")
    assert contact.links["to"] == found.person("王丽").key
    assert contact.value("contact_of") == "病例4"


def test_a_form_of_lines_is_one_person(read):
    found = read(
        "姓名：陈强\n性别：男\n年龄：40岁\n联系电话：10000000015\n发病日期：1月20日\n姓名：李丽\n性别：女"
    )
    told = [[p.value(f) for f in ("name", "sex", "age", "phone")] for p in found.of("person")]
    assert told == [["陈强", "male", 40, "10000000015"], ["李丽", "female", None, None]]


@pytest.mark.parametrize(
    "said",
    [
        "与其妻王丽（女，35岁）一起",
        "与患者李秀英（女，62岁）同病房",
        "与刘洋（男，30岁）、李娜（女，28岁）",
        "系患者李秀英（女，62岁）之子",
    ],
)
def test_who_is_named_in_what_is_told_of_another_is_not_told_of(read, said):
    found = read(f"病例3：赵海，男，36岁，1月20日{said}，1月25日发病。")
    assert found.one("case").links["person"] == found.one("person", name="赵海").key


def test_the_same_sentence_about_two_contacts_of_one_case_is_no_repetition(read):
    lines = [
        f"密接者：{name}，男，病例4之同事。1月28日起居家隔离医学观察，目前无不适。"
        for name in ("刘洋", "王强")
    ]
    assert len(read("\n".join(lines)).of("placement")) == 2


def test_the_same_sentence_about_two_with_full_names_is_no_repetition(read):
    same = "1月20日乘坐K81次列车从武汉返回株洲市区家中居住。"
    found = read(f"患者李秀英，女，40岁。{same}\n患者王强，男，41岁。{same}")
    assert len(found.of("journey", number="K81")) == 2
    assert found.notes("passage_repeated") == []


@pytest.mark.parametrize(
    "said", ["电话10000000014", "手机号：10000000014", "联系方式为10000000014"]
)
def test_a_telephone_is_the_persons(read, said):
    person = read(f"病例21：张望松，男，37岁，{said}，1月25日出现发热。").one("person")
    assert person.value("phone") == person.fields["phone"].quote == "10000000014"


@pytest.mark.parametrize(
    "said",
    [
        "家属电话10000000014",
        "社区咨询电话：10000000014",
        "联系人：王丽，电话10000000014",
        "电话100000000149",
    ],
)
def test_a_telephone_of_others_is_not_the_persons(read, said):
    person = read(f"病例21：张望松，男，37岁，{said}，1月25日出现发热。").one("person")
    assert person.value("phone") is None


@pytest.mark.parametrize("who", ["辖区居民", "我校学生", "武汉返乡人员", "虚构公司员工"])
def test_one_whom_a_street_or_a_school_reports_is_told_of(read, who):
    found = read(f"虚构街道报：{who}吴某某（女，33岁，电话10000000014），1月22日从武汉回株。")
    person = found.one("person")
    assert (person.value("name"), person.value("age")) == ("吴某某", 33)
    assert person.value("residence") is None
