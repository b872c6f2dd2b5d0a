"""`firebreak import --review` that is killed keeps whole files, and goes on where it stopped."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.intake.test_killed import SET_UP, environment  # noqa: F401

pytestmark = pytest.mark.own_database

HERE = Path(__file__).resolve().parents[2]
FILES = 3
HANG_WITHIN_THE_THIRD = """
import sys, time
import django
django.setup()
from firebreak.cli import main
from firebreak.records.actions import drafts
kept, store = [], drafts.store_many

def hang(model, rows):
    kept.append(rows)
    done = store(model, rows)
    if len(kept) == 3:
        print("written", flush=True)
        time.sleep(600)
    return done

drafts.store_many = hang
main()
"""
COUNT = """
import django
django.setup()
from firebreak.records.models import Change, Draft, Reading, Source
print(Reading.objects.count(), Source.objects.count(), Draft.objects.filter(state="open").count(), Change.objects.filter(action="drafts.keep").count())
"""


@pytest.fixture
def start(environment):  # noqa: F811
    """Return a function that starts a program on the database of the test."""

    def begin(program: str, *said: object) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, said)],
            env=environment,
            cwd=HERE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return begin


def test_kill_9_within_the_third_file_keeps_two_and_the_rest_comes_when_it_is_done_again(
    start, tmp_path
):
    files = [tmp_path / f"通报{n}.txt" for n in range(FILES)]
    for number, file in enumerate(files):
        file.write_text(f"患者{number + 1}：周某，男，45岁，荷塘区人，1月18日发病。\n", "utf-8")
    asked = ("import", *files, "--review", "--published", "2020-02-04")

    def said(program: str, *more: object) -> str:
        process = start(program, *more)
        answer, _none = process.communicate(timeout=600)
        assert process.returncode == 0, answer
        return answer

    said("import django; django.setup()\n" + SET_UP)
    with start(HANG_WITHIN_THE_THIRD, *asked) as process:
        assert process.stdout.readline().strip() == "written"
        process.send_signal(signal.SIGKILL)
    assert said(COUNT).split()[0:2] == ["2", "2"]

    told = said(HANG_WITHIN_THE_THIRD.replace("== 3", "== 99"), *asked)
    assert told.count("came before") == FILES - 1 or told.count("此前已收到") == FILES - 1
    readings, sources, waiting, made = map(int, said(COUNT).split())
    assert (readings, sources, made) == (FILES, FILES, FILES)
    assert waiting >= 2 * FILES
