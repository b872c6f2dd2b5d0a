"""Where somebody lives: not where he is registered, or where his family is from."""

import pytest

from firebreak.intake.receiving import is_certain

AS_TOLD = [
    "户籍湖北黄冈，现住天元区",
    "户籍地湖北黄冈，现居住地天元区",
    "户籍地址：湖北黄冈市，住址：天元区",
    "籍贯湖北黄冈，居住在天元区",
    "湖北黄冈人，现住天元区",
    "现住天元区，户籍地湖北黄冈",
    "户籍及现住地均为天元区",
]


@pytest.mark.parametrize("said", AS_TOLD)
def test_somebody_lives_where_he_is_said_to_live_now(read, said):
    person = read(f"李某，男，30岁，{said}，2月1日确诊。").person("李某")
    assert (person.value("residence"), person.value("residence_code")) == ("天元区", "430211")


@pytest.mark.parametrize("said", ["户籍湖北黄冈", "籍贯：湖北黄冈", "户籍所在地为湖北黄冈"])
def test_where_somebody_is_registered_he_does_not_certainly_live(read, said):
    person = read(f"李某，男，30岁，{said}，2月1日确诊。").person("李某")
    assert person.value("residence") == "湖北黄冈"
    assert not is_certain(person)


def test_a_street_that_is_named_after_a_division_is_not_in_it(read):
    person = read("李某，男，30岁，天元区人，家住泰山路，2月1日确诊。").person("李某")
    assert person.value("residence_code") == "430211"


@pytest.mark.parametrize("said", ["现住址与病例1相同", "现住址同病例1", "住址同上"])
def test_a_home_that_is_another_s_names_no_place(read, said):
    person = read(f"病例2，女，40岁，{said}，4月24日确诊。").one("person")
    assert person.value("residence") is None
