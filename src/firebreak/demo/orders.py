"""Orders of the command office: one carried out in time, one due today, one that still has time."""

from dataclasses import dataclass

from firebreak.demo import city
from firebreak.demo.course import MINUTE
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.times import at
from firebreak.engine.when import When

DUTY_HEAD = Clerk("duty_head", city.ROOT)


@dataclass(frozen=True)
class OrderRow:
    """
    An order. Times are "MM-DD HH:MM".

    Attributes
    ----------
    hours, until
        Within how many it is to be done, or the end itself.
    number, item
        Of things to be made, how many of what.
    done, by, answer
        When it was carried out, who says so and in which words; empty if nobody has yet.
    """

    key: str
    unit: str
    addressee: str
    given: str
    action: str
    text: str
    hours: int | None = None
    until: str = ""
    number: int | None = None
    item: str = ""
    done: str = ""
    by: str = ""
    answer: str = ""


ORDERS = (
    OrderRow("parts", city.FIRM, "渌水座椅零件厂", "01-29 12:00", "赶制救护车座椅零件",
             "五天内赶制救护车座椅零件1300套，每天报当日完成数；进出厂区人员一律测温登记。",
             hours=120, number=1300, item="套"),
    OrderRow("shifts", city.CITY_LABORATORY, "市疾控中心检验科", "01-31 10:00", "检测改为两班",
             "疑似病例样本随到随检，检测改为昼夜两班；24小时内把排班和值班电话报指挥部。",
             hours=24, done="02-01 08:20", by="laboratory",
             answer="自1月31日20时起实行两班，排班和值班电话已报指挥部。"),
    OrderRow("return", city.UNIVERSITY, "株江大学河西校区", "02-02 18:30", "制定学生返校防控预案",
             "制定学生返校防控预案，写明单间观察、测温和送诊的安排，2月5日18时前报指挥部。",
             until="02-05 18:00"),
)  # fmt: skip


def write_orders(diary: Diary) -> None:
    """Write down the orders, and the report of the one that was carried out."""
    for row in ORDERS:
        _give(diary, row)
        if row.done:
            _report_done(diary, row)


def _give(diary: Diary, row: OrderRow) -> None:
    diary.write(
        at(row.given) + 8 * MINUTE, "directives.issue", DUTY_HEAD, f"order.{row.key}",
        text=row.text, unit=At(row.unit), when=When.minute(at(row.given)), action=row.action,
        issuer="市疫情防控指挥部", addressee=row.addressee, hours=row.hours,
        until=at(row.until) if row.until else None, number=row.number, item=row.item,
    )  # fmt: skip


def _report_done(diary: Diary, row: OrderRow) -> None:
    diary.write(
        at(row.done), "directives.answer", Clerk(row.by, row.unit), f"order.{row.key}.done",
        directive=Made(f"order.{row.key}"), text=row.answer, when=When.minute(at(row.done)),
        unit=At(row.unit), to_unit=At(city.COMMAND),
    )  # fmt: skip
