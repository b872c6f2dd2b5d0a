"""A row of a list of places in which somebody leaves before he has come: told, and never dropped."""

import pytest

from firebreak.intake.sheets import read_sheets

HEAD = "病例编号,地点,到达时间,离开时间\n"


@pytest.mark.parametrize(
    "row", ["7,建材市场,2020-01-20,2020-01-18", "7,市二医院,2020-01-20 10:00,2020-01-20 09:00"]
)
def test_leaving_before_arriving_blocks_a_list_with_its_row(read, row):
    [problem] = [p for p in read(HEAD + row + "\n").problems if p.code == "left_before_arrival"]
    assert (problem.row, problem.column, problem.blocks) == (2, "离开时间", True)


def test_such_a_stay_waits_in_the_inbox_with_its_reason():
    rows = "7,建材市场,2020-01-20,2020-01-18\n8,酒店,2020-01-20,2020-01-21\n"
    reading = read_sheets((HEAD + rows).encode(), "轨迹.csv")
    odd, right = (draft for draft in reading.drafts if draft.kind == "stay")
    assert [(d.field, d.code, d.said) for d in odd.doubts] == [
        ("when", "left_before_arrival", "2020-01-18")
    ]
    assert not right.doubts
    [note] = [note for note in reading.notes if note.code == "value_left_out"]
    assert note.origin.row == 2


@pytest.mark.parametrize(
    "row", ["7,市场,2020-01-20 10:00,2020-01-20", "7,市场,2020-01-20,2020-01-20 09:00"]
)
def test_an_hour_beside_a_day_is_in_order(read, row):
    assert not read(HEAD + row + "\n").problems
