"""What the city published day by day: its bulletins, and the figures that they tell.

The numbers are those the city counts itself, so that whoever holds one against the other finds them
equal. One bulletin was wrong when it came out: two result sheets had been changed over. It was put
right two hours later, and both stay on file.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firebreak.demo import city, course, story
from firebreak.demo.diary import At, Diary, Made
from firebreak.demo.times import at, day, on
from firebreak.engine.when import When

DAY = timedelta(days=1)
PUBLISHED, READ = "07:40", 12 * course.MINUTE  # in the morning; when the office had read it
INVENTED = "（虚构的演示文本，不是任何单位的公告）"
#: day, up to which hour its bulletin counts, confirmed so far, new of the day where it says so.
DAYS = (
    ("01-24", 24, 1, 1), ("01-25", 24, 3, 2), ("01-26", 24, 5, 2), ("01-27", 24, 7, 2),
    ("01-28", 24, 13, 6), ("01-29", 24, 18, 5), ("01-30", 24, 20, None), ("01-31", 23, 22, 3),
    ("02-01", 24, 25, 3), ("02-02", 24, 26, 1),
)  # fmt: skip
#: Of the last of them, by county; counties without a case are not named.
COUNTIES = (
    (story.HETANG, "荷塘区", 9), (story.TIANYUAN, "天元区", 6), (story.YOUXIAN, "攸县", 4),
    (story.LILING, "醴陵市", 3), (story.LUSONG, "芦淞区", 2), (story.SHIFENG, "石峰区", 1),
    (story.YUNLONG, "云龙示范区", 1),
)  # fmt: skip
CORRECTED = "01-30"


@dataclass(frozen=True)
class Told:
    """A figure of a bulletin, and the words that say it."""

    measure: str
    number: int
    words: str
    unit: str = city.ROOT


@dataclass
class Bulletin:
    """A bulletin: when it came out, up to when it counts, its sentences, and what they tell."""

    key: str
    title: str
    out: datetime
    until: datetime
    text: str = f"{INVENTED}\n"
    told: list[Told] = field(default_factory=list)

    def say(self, before: str, words: str, after: str, measure: str, number: int) -> None:
        """Add a sentence, and the figure of the whole city that words of it tell."""
        self.text += before + words + after
        self.told.append(Told(measure, number, words))


def bulletins() -> list[Bulletin]:
    """Return the bulletins, in the order in which they came out."""
    made = [_of_day(*row) for row in DAYS]
    _add_whole_state(made[-1])
    return sorted([*made, _correction()], key=lambda one: one.out)


def write_bulletins(diary: Diary) -> None:
    """Write down the bulletins, the figures in them, and which words say which."""
    for bulletin in bulletins():
        _write_bulletin(diary, bulletin)


def _of_day(counted: str, hour: int, confirmed: int, new: int | None) -> Bulletin:
    begins = on(day(counted), "00:00")
    said = f"{begins.month}月{begins.day}日"
    bulletin = Bulletin(
        key=counted,
        title=f"全市疫情通报，{said}（演示）",
        out=on((begins + DAY).date(), PUBLISHED),
        until=begins + hour * course.HOUR,
    )
    if new is not None:
        bulletin.say(f"{said}，全市", f"新增确诊病例{new}例", "。", "new_confirmed", new)
    words = f"累计确诊病例{confirmed}例"
    bulletin.say(f"截至{said}{hour}时，全市", words, "。", "confirmed", confirmed)
    return bulletin


def _add_whole_state(bulletin: Bulletin) -> None:
    bulletin.say("已有", "1例治愈出院", "，", "recovered", 1)
    bulletin.say("", "0例死亡", "。", "died", 0)
    bulletin.say("感染途径：", "16例属聚集性感染", "。", "through_gatherings", 16)
    bulletin.text += (
        "分布：" + "，".join(f"{name}{number}例" for _, name, number in COUNTIES) + "。"
    )
    bulletin.told += [Told("confirmed", n, f"{name}{n}例", unit) for unit, name, n in COUNTIES]


def _correction() -> Bulletin:
    begins = on(day(CORRECTED), "00:00")
    bulletin = Bulletin(
        key=f"{CORRECTED}.again",
        title="全市疫情通报的更正，1月30日（演示）",
        out=at("01-31 10:30"),
        until=begins + DAY,
    )
    bulletin.say("今晨通报有误。截至1月30日24时，全市", "累计确诊病例19例", "。", "confirmed", 19)
    bulletin.text += "两张检测结果单装错信封，其中一例不是确诊病例。"
    return bulletin


def _write_bulletin(diary: Diary, bulletin: Bulletin) -> None:
    clerk, read, source = course.CITY_REVIEWER, bulletin.out + READ, f"source.{bulletin.key}"
    diary.write(
        read, "sources.add", clerk, source, kind="document", title=bulletin.title,
        text=bulletin.text, published_on=bulletin.out.date(),
    )  # fmt: skip
    for unit in dict.fromkeys(told.unit for told in bulletin.told):
        told, name = (
            [t for t in bulletin.told if t.unit == unit],
            f"published.{bulletin.key}.{unit}",
        )
        diary.write(
            read + course.MINUTE, "published.keep", clerk, name, unit=At(unit),
            to_unit=At(city.CITY_CDC), figures={t.measure: t.number for t in told},
            as_of=bulletin.until, when=When.minute(bulletin.out), source=Made(source),
        )  # fmt: skip
        for one in told:
            diary.write(
                read + 2 * course.MINUTE, "sources.cite", clerk, source=Made(source),
                record=Made(name), field="figures", quote=one.words,
            )  # fmt: skip
