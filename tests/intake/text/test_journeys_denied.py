"""Who denies that he was somewhere has a history that says so: 否认去过武汉."""

import pytest


@pytest.mark.parametrize("said", ["否认去过武汉", "否认发病前14天到过武汉", "否认近期去过武汉"])
def test_where_somebody_says_he_never_was_is_a_history_denied(read, said):
    history = read(f"孙某（男，35岁）{said}。").one("history")
    assert history.value("what") == "travel"
    assert (history.value("text"), history.value("place")) == (said, "武汉")
    assert history.value("denied") is True


def test_what_a_relative_denies_is_not_his(read):
    assert read("孙某（男，35岁），1月20日发病。其妻否认去过武汉。").of("history") == []


def test_a_visit_to_a_hospital_that_is_denied_is_no_history(read):
    assert read("孙某（男，35岁）否认去过医院就诊。").of("history") == []
