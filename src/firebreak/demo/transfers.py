"""Players of the mahjong table who turned out to stay elsewhere: one unit hands them to another.

At 08:00 one is accepted, one came back with the reason, and two wait for an answer.
"""

from dataclasses import dataclass

from firebreak.demo import city, story
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.times import at

SENDER = Clerk("tracer", story.LILING)


@dataclass(frozen=True)
class TransferRow:
    """Which player goes to which village, when and why; and what was answered, by whom."""

    player: int
    to: str
    sent: str
    reason: str
    answer: str = ""
    answered: str = ""
    by: Clerk | None = None
    answer_reason: str = ""


TRANSFERS = (
    TransferRow(1, city.village(story.TIANYUAN, 0), "02-02 11:05", "电话称现住天元区泰江街道女儿家",
                "returned", "02-02 14:20", Clerk("tracer", story.TIANYUAN),
                "所报门牌查无此户，请核对住址后再转"),
    TransferRow(4, city.village(story.YOUXIAN, 1), "02-02 17:40", "暂住攸县岭头镇亲戚家",
                "accepted", "02-02 18:25", Clerk("grid_worker", city.town(story.YOUXIAN, 1))),
    TransferRow(0, city.village(story.HETANG, 0), "02-02 20:35", "家属称已回荷塘区桐荷街道住处"),
    TransferRow(6, city.village(story.HETANG, 0), "02-03 07:30", "与前一名同住荷塘区桐荷街道"),
)  # fmt: skip


def write_transfers(diary: Diary) -> None:
    """Write down who was handed over, and what the other side answered."""
    for row in TRANSFERS:
        name = f"transfer.player.{row.player}"
        diary.write(
            at(row.sent), "contacts.transfer", SENDER, name,
            contact=Made(f"contact.mo.player.{row.player}"), to_unit=At(row.to), reason=row.reason,
        )  # fmt: skip
        if row.by is not None:
            diary.write(
                at(row.answered), "contacts.accept", row.by, transfer=Made(name),
                verdict=row.answer, reason=row.answer_reason,
            )  # fmt: skip
