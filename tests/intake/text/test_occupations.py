"""What somebody works as."""

import pytest


@pytest.mark.parametrize(
    ("told", "group"),
    [
        ("出租车司机", "other"),
        ("系货车司机", "other"),
        ("个体经营户", "commerce"),
        ("职业：个体工商户", "commerce"),
    ],
)
def test_a_driver_and_a_trader_have_their_group(read, told, group):
    person = read(f"患者1：刘某，男，40岁，{told}，1月20日发病。").one("person")
    assert person.value("group") == group
