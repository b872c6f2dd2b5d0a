"""Audits of logs: who stands in a hospital's log, and had his card come by then or not.

Two days, four hospitals. Most whom they find were reported; the card of one came after the audit
had found him, and of two none had come.
"""

from firebreak.demo import city, course, story
from firebreak.demo.diary import At, Clerk, Diary
from firebreak.demo.times import at
from firebreak.engine.when import When

INSPECTOR = Clerk("inspector", city.ROOT)
#: Stands in the log as a suspect; no card ever came, and nobody has him on any list.
UNREPORTED = "logged.tianyuan"
#: hospital's county, when it was audited, then each entry: person, when the log has him, its page.
AUDITS = (
    (story.YUNLONG, "01-29 21:30", (("ning", "01-29 16:10", "3-11"),)),
    (story.HETANG, "02-02 15:20", (
        ("liu", "01-21 10:30", "1-07"), ("s03", "01-26 16:40", "4-02"), ("s18", "02-01 10:20", "9-05"),
        ("s22", "02-01 20:10", "9-14"),
    )),
    (story.TIANYUAN, "02-02 17:10", (
        ("deng", "01-23 15:30", "2-09"), (UNREPORTED, "01-31 19:20", "6-12"),
        ("s12", "02-01 16:00", "7-01"), ("s19", "02-01 11:40", "7-03"),
    )),
    (story.YUNLONG, "02-02 18:50", (
        ("s16", "01-31 21:40", "4-08"), ("s17", "02-01 06:50", "4-10"),
    )),
    (story.LILING, "02-02 22:40", (
        ("s13", "01-30 17:00", "5-06"), ("s20", "02-01 14:10", "6-02"), ("s26", "02-02 20:15", "6-15"),
    )),
)  # fmt: skip


def write_audits(diary: Diary) -> None:
    """Write down what each audit found, reported or not: the reported ones are the denominator."""
    diary.introduce(UNREPORTED, **course.lives(story.TIANYUAN, 2))
    for county, found, entries in AUDITS:
        for person, seen, page in entries:
            diary.write(
                at(found), "audits.record", INSPECTOR,
                person=diary.meet(person, at(found), INSPECTOR), pathogen=story.PATHOGEN,
                unit=At(city.hospital(county)), log="outpatient", when=When.minute(at(seen)),
                reference=page,
            )  # fmt: skip
