"""Lists go in whole or not at all, once, and what is wrong is told by row, column and remedy."""

import json
import os
import signal
import time

import pytest

pytestmark = pytest.mark.own_database(like="tables")


@pytest.fixture
def city(here):
    assert here("init", "zhuzhou").exit_code == 0


def cases(run) -> int:
    said = run("duties", "--json", "--rule", "case-card", *_all_states()).stdout
    return len({row["subject"] for row in json.loads(said)})


def _all_states() -> list[str]:
    states = ("overdue", "due_soon", "open", "met_late", "met", "not_applicable")
    return [word for state in states for word in ("--state", state)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_the_encodings_in_use(here, list_of, encoding):
    path = list_of(5, encoding=encoding)
    done = here("import", path, "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["applied"] is True
    assert told["city_set_up"] == "株洲市"
    assert told["files"][0]["new"] == 5


def test_nobody_to_ask_means_nothing_is_done(here, list_of):
    refused = here("import", list_of(3))
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr


@pytest.mark.parametrize(("answer", "stored"), [("n\n", 0), ("y\n", 3), ("", 0)])
def test_a_person_is_shown_it_first_and_asked(here, city, list_of, monkeypatch, answer, stored):
    monkeypatch.setattr("firebreak.cli.imports._can_ask", lambda: True)
    asked = here("import", list_of(3), stdin=answer)
    assert "病例编号 → case number" in asked.stdout
    assert "would be 3 new" in asked.stdout
    assert cases(here) == stored


def test_one_wrong_file_keeps_all_out(here, city, list_of, tmp_path):
    good = list_of(4)
    bad = tmp_path / "bad.csv"
    bad.write_text("病例编号,姓名,性别,统计县区,确诊日期\nB-1,乙一,男,荷塘区,2020-02-31\n", "utf-8")
    refused = here("import", good, bad, "--yes")
    assert refused.exit_code == 3
    for part in ("row 2", "确诊日期", "2020-02-31", "Nothing was applied"):
        assert part in refused.stdout
    assert cases(here) == 0
    assert here("import", good, "--yes").exit_code == 0
    assert cases(here) == 4


def test_a_file_that_is_not_there_is_said(here, city):
    refused = here("import", "nowhere.csv", "--yes")
    assert refused.exit_code == 3
    assert "nowhere.csv" in refused.stdout + refused.stderr


def test_a_corrected_list_corrects_and_the_same_list_does_nothing(here, city, list_of):
    path = list_of(3)
    assert here("import", path, "--yes").exit_code == 0
    path.write_text(path.read_text("utf-8").replace("2020-02-02", "2020-02-03"), "utf-8")
    again = json.loads(here("import", path, "--yes", "--json").stdout)["files"][0]
    assert again["new"] == 0
    assert len(again["changed"]) == 1
    third = here("import", path, "--yes")
    assert "Nothing changed" in third.stdout
    assert cases(here) == 3


def test_in_chinese_every_word_and_mark_is_chinese(firebreak, tmp_path):
    head = "病例编号,姓名,性别,年龄,居住县区,发病日期,确诊日期"
    path = tmp_path / "表.csv"
    path.write_text(f"{head}\n1,测试甲,男,45,荷塘区,2020-02-30,2020-01-24\n", "utf-8")
    assert firebreak("init", "zhuzhou").returncode == 0
    lines = firebreak("import", path, "--dry-run", "--lang", "zh").stdout.splitlines()
    assert "表.csv：病例，1 行（utf-8）" in lines
    assert (
        "  错误，第 2 行，“发病日期”列，“2020-02-30”：2020年2月没有30日：该月只有29天。"
        "请核对日期，写成 2020-02-DD。" in lines
    )
    path.write_text(path.read_text("utf-8").replace("02-30", "01-30"), "utf-8")
    assert firebreak("import", path, "--yes").returncode == 0
    said = firebreak("check", "--lang", "zh").stdout
    assert (
        "很可能有误（1）\n  荷塘区，分类 #1：发病时间 2020-01-30 晚于确诊时间 2020-01-24。请"
        in said
    )
    path.write_text(path.read_text("utf-8").replace("45", "46").replace("24", "31"), "utf-8")
    again = firebreak("import", path, "--dry-run", "--lang", "zh").stdout
    assert "  第 2 行，病例 1：确诊日期 2020-01-24 → 2020-01-31\n" in again


def test_no_error_names_a_person(here, city, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("病例编号,姓名,性别,统计县区,确诊日期\nB-1,欧阳无名,男,荷塘区,昨儿\n", "utf-8")
    refused = here("import", path, "--yes")
    assert refused.exit_code == 3
    assert "欧阳无名" not in refused.stdout + refused.stderr


@pytest.mark.parametrize("after", [0.0, 0.4, 1.2])
def test_killed_at_any_moment_nothing_is_half_applied(firebreak, start, list_of, after):
    assert firebreak("init", "zhuzhou").returncode == 0
    path = list_of(2_000)
    process = start("import", path, "--yes")
    deadline = time.monotonic() + 60
    while not _is_writing(process.pid) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert cases(firebreak) in (0, 2_000)
    assert firebreak("import", path, "--yes").returncode == 0
    assert cases(firebreak) == 2_000


def _is_writing(pid: int) -> bool:
    """Whether the process has used processor time enough to be past its start."""
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            ticks = int(file.read().rpartition(")")[2].split()[11])
    except OSError:
        return True
    return ticks / os.sysconf("SC_CLK_TCK") > 1.5


def test_what_cannot_be_outlines_is_refused_and_nothing_stored(here, city, tmp_path):
    path = tmp_path / "map.geojson"
    ring = [[113, 27], [113.1, 27], [113.1, 27.1], [113, 27.2]]  # not closed
    path.write_text(_feature("荷塘区", ring), "utf-8")
    refused = here("boundaries", path)
    assert refused.exit_code == 3
    assert "荷塘区" in refused.stderr
    path.write_text(_feature("荷塘区", [*ring, ring[0]]), "utf-8")
    assert "Hetang" in here("boundaries", path).stdout
    path.write_text(_feature("Atlantis", [*ring, ring[0]]), "utf-8")
    assert here("boundaries", path).exit_code == 3
    path.write_text("not json", "utf-8")
    assert "GeoJSON" in here("boundaries", path).stderr


def _feature(name: str, ring: list) -> str:
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
