"""The posts' own days: daily and zero reports, the students' rounds, roads, clinics, gaps.

Most posts report by four in the afternoon; some late; three are silent on 2 February. Among the
checks are the missed chances: a post met somebody who was a case later, and let him pass.
"""

from datetime import date, datetime, timedelta
from random import Random

from firebreak.demo import city, course
from firebreak.demo.diary import At, Clerk, Diary
from firebreak.demo.times import STARTS, at, day, days, on
from firebreak.engine.when import When

MINUTE = timedelta(minutes=1)
#: Who writes the daily report of a post of this kind.
REPORTERS = {
    "hospital": "hospital",
    "school": "school",
    "quarantine_site": "grid_worker",
    "checkpoint": "checkpoint",
}
FIRST_REPORT, LAST_REPORT = day("01-23"), day("02-02")
SILENT = {  # (post, day): no report came
    ("YL-H1", "02-02"), ("430224-K1", "02-02"), ("430281-Q1", "02-02"),
    ("430225-H1", "01-27"), ("430224-K1", "02-01"), ("YL-H1", "01-30"),
}  # fmt: skip
LATE_SHARE = 0.06
STUDENTS = 39
FIRST_ROUND = day("01-27")
#: person, kind, post, when, stored, clerk's role, temperature, symptoms, what was done, note; and
#: what he said of travel and contact, where he was asked.
MISSED_CHANCES = (
    ("liu", "station", "430203-R1", "01-16 21:40", "01-29 10:05", "checkpoint", "36.7", [],
     "passed", "按车站纸质登记补录"),
    ("liu", "fever_clinic", "430202-H1", "01-21 10:30", "01-21 11:00", "clinician", "37.6",
     ["cough"], "sent_home", "未询问旅居史"),
    ("deng", "fever_clinic", "430211-H1", "01-23 15:30", "01-23 15:50", "clinician", "37.8",
     ["fever", "cough"], "sent_home", "无湖北旅居史，按感冒处理"),
    ("peng", "checkpoint", "430202-K1", "01-24 19:10", "01-24 19:15", "checkpoint", "37.4",
     ["cough"], "passed", "复测36.9，放行"),
    ("gong", "checkpoint", "430223-K1", "01-25 10:20", "01-25 10:24", "checkpoint", "36.9", [],
     "passed", "未登记出发地"),
    ("hu", "household_visit", "430281-T2-V1", "01-24 16:00", "01-24 20:30", "grid_worker",
     "37.5", ["fatigue"], "none", "自述未外出；嘱其在家休息", False),
    ("ning", "triage", "YL-H1", "01-27 09:10", "01-27 09:20", "clinician", "37.2", ["cough"],
     "sent_home", ""),
    ("tang", "household_visit", "430223-T3-V1", "01-29 09:30", "01-29 18:00", "grid_worker",
     "37.3", ["cough"], "none", ""),
)  # fmt: skip


def write_posts(diary: Diary) -> None:
    """Write down what the posts did day by day."""
    _write_daily_reports(diary)
    _write_students(diary)
    _write_gate(diary)
    _write_travellers(diary)
    _write_patients(diary)
    for chance in MISSED_CHANCES:
        _write_missed_chance(diary, *chance)


def _write_daily_reports(diary: Diary) -> None:
    random = diary.random("daily reports")
    for row in city.units():
        if row.kind not in REPORTERS:
            continue
        first = max(FIRST_REPORT, row.opened_at.date())
        for local_day in days(first, LAST_REPORT):
            if (row.code, f"{local_day:%m-%d}") not in SILENT:
                _write_daily_report(diary, random, row, local_day)


def _write_daily_report(diary: Diary, random: Random, row: city.UnitRow, local_day: date) -> None:
    late = random.random() < LATE_SHARE
    earliest, latest = ("16:10", "19:30") if late else ("13:30", "15:50")
    sent = _between(random, on(local_day, earliest), on(local_day, latest))
    figures = _figures(random, row.kind)
    county = row.code.split("-")[0]
    to = city.CITY_CDC if county == city.ROOT else f"{county}-CDC"
    diary.write(
        sent, "reports.send", Clerk(REPORTERS[row.kind], row.code), unit=At(row.code),
        to_unit=At(to), kind="daily" if any(figures.values()) else "zero",
        when=When.minute(sent), figures=figures, covers_from=on(local_day, "00:00"),
        covers_until=sent,
    )  # fmt: skip


def _figures(random: Random, kind: str) -> dict[str, int]:
    if kind == "hospital":
        return {"fever_patients": random.randint(0, 9)}
    if kind == "checkpoint":
        return {"febrile": random.choice((0, 0, 0, 1, 2))}
    return {"febrile": random.choice((0, 0, 0, 0, 1))}


def _write_students(diary: Diary) -> None:
    """39 students, each with a thermometer: 10:00 by themselves, 16:00 together."""
    random, clerk = diary.random("students"), Clerk("school", city.UNIVERSITY)
    students = [_introduce_student(diary, number) for number in range(STUDENTS)]
    for local_day in days(FIRST_ROUND, LAST_REPORT):
        shy = set(random.sample(students, random.choice((0, 1, 2, 2, 3))))
        _write_round(diary, random, clerk, local_day, "10:00", "自测", students, shy)
        late = set(random.sample(students, 1)) if random.random() < 0.3 else set()
        _write_round(diary, random, clerk, local_day, "16:00", "集中测", students, late)
        _write_summary(diary, clerk, local_day, len(students) - len(late))
    _write_feverish_student(diary, clerk)


def _introduce_student(diary: Diary, number: int) -> str:
    key = f"student.{number:02d}"
    diary.introduce(
        key, name=diary.people.foreign_name(), age=19 + number % 8, group="student",
        employer="株江大学河西校区", residence_elsewhere="留学生", unit_stay=At(city.UNIVERSITY),
        address="虚构大道1号留学生公寓",
    )  # fmt: skip
    return key


def _write_round(
    diary: Diary, random: Random, clerk: Clerk, local_day: date, clock: str, note: str,
    students: list[str], missing: set[str],
) -> None:  # fmt: skip
    start = on(local_day, clock)
    stored = start + 40 * MINUTE
    for student in students:
        if student in missing or (student, start) == FEVERISH:
            continue
        course.record_check(
            diary, student, "round", city.UNIVERSITY, start + random.randint(0, 30) * MINUTE,
            clerk, temperature=f"{random.gauss(36.4, 0.2):.1f}", symptoms=[], stored=stored,
            note=note,
        )  # fmt: skip


#: The one who had a fever at the last round and was sent to the fever clinic.
FEVERISH = ("student.17", at("02-02 16:00"))


def _write_feverish_student(diary: Diary, clerk: Clerk) -> None:
    student, start = FEVERISH
    course.record_check(
        diary, student, "round", city.UNIVERSITY, start + 12 * MINUTE, clerk,
        temperature="37.5", symptoms=["fever", "sore_throat"], stored=start + 40 * MINUTE,
        action_taken="referred", note="集中测",
    )  # fmt: skip
    doctor = Clerk("clinician", "430211-H1")
    course.record_check(
        diary, student, "fever_clinic", "430211-H1", at("02-02 17:50"), doctor,
        temperature="37.2", symptoms=["sore_throat"], action_taken="sent_home",
        exposure_declared=False, note="血常规正常，回校单间观察",
    )  # fmt: skip


def _write_summary(diary: Diary, clerk: Clerk, local_day: date, seen: int) -> None:
    late = local_day == day("01-31")  # the summary of that day came after eight in the evening
    sent = on(local_day, "20:35" if late else "17:05")
    febrile = int(local_day == LAST_REPORT)
    diary.write(
        sent, "reports.send", clerk, unit=At(city.UNIVERSITY), to_unit=At("430211-H1"),
        kind="round_summary", when=When.minute(sent), channel="message", received_at=sent,
        figures={"roster": STUDENTS, "seen": seen, "febrile": febrile},
        covers_from=on(local_day, "10:00"), covers_until=on(local_day, "16:40"),
    )  # fmt: skip


def _write_gate(diary: Diary) -> None:
    """The firm that works on its special order: the owner and five workers, in and out."""
    random, clerk = diary.random("gate"), Clerk("liaison", city.FIRM)
    staff = [f"worker.{number}" for number in range(6)]
    for number, key in enumerate(staff):
        lives = {"unit_stay": At(city.FIRM), "employer": "渌水座椅零件厂", "group": "worker"}
        diary.introduce(key, age=26 + 5 * number, **lives)
    for local_day in days(day("01-29"), LAST_REPORT):
        for clock, note in (("07:40", "进厂"), ("18:30", "出厂")):
            start = on(local_day, clock)
            for key in staff:
                course.record_check(
                    diary, key, "gate", city.FIRM, start + random.randint(0, 12) * MINUTE,
                    clerk, temperature=f"{random.gauss(36.4, 0.2):.1f}", symptoms=[],
                    stored=start + 20 * MINUTE, note=note,
                )  # fmt: skip


def _write_travellers(diary: Diary) -> None:
    """Some of those whom the roads and the station looked at."""
    for row in city.units():
        if row.kind not in ("checkpoint", "station"):
            continue
        random, clerk = diary.random(f"road/{row.code}"), Clerk("checkpoint", row.code)
        first = max(day("01-24"), row.opened_at.date())
        for local_day in days(first, STARTS.date()):
            for number in range(random.randint(1, 3)):
                _write_traveller(diary, random, clerk, row, local_day, number)


def _write_traveller(
    diary: Diary, random: Random, clerk: Clerk, row: city.UnitRow, local_day: date, number: int
) -> None:
    key = f"traveller.{row.code}.{local_day:%m%d}.{number}"
    seen = _between(random, on(local_day, "06:30"), on(local_day, "21:30"))
    if seen < row.opened_at:
        return
    febrile = random.random() < 0.05
    diary.introduce(key, residence_elsewhere=random.choice(("长沙市", "江西省", "广东省", "")))
    course.record_check(
        diary, key, "station" if row.kind == "station" else "checkpoint", row.code, seen, clerk,
        temperature=f"{random.gauss(37.7 if febrile else 36.4, 0.2):.1f}",
        symptoms=["fever"] if febrile else [], exposure_declared=random.random() < 0.04,
        action_taken="referred" if febrile else "passed",
    )  # fmt: skip


def _write_patients(diary: Diary) -> None:
    """Other patients of the fever clinics: seen, and ill of something else."""
    for county in city.COUNTY_CODES:
        unit = city.hospital(county)
        random, clerk = diary.random(f"clinic/{unit}"), Clerk("clinician", unit)
        for local_day in days(day("01-22"), STARTS.date()):
            if random.random() < 0.75:
                _write_patient(diary, random, clerk, unit, local_day)


def _write_patient(diary: Diary, random: Random, clerk: Clerk, unit: str, local_day: date) -> None:
    key = f"patient.{unit}.{local_day:%m%d}"
    seen = _between(random, on(local_day, "07:10"), on(local_day, "20:30"))
    diary.introduce(key, **course.lives(unit.split("-")[0], random.randrange(3)))
    course.record_check(
        diary, key, "fever_clinic", unit, seen, clerk,
        temperature=f"{random.uniform(37.0, 38.6):.1f}",
        symptoms=[random.choice(("fever", "cough", "sore_throat"))], exposure_declared=False,
        action_taken="sent_home",
    )  # fmt: skip


def _write_missed_chance(
    diary: Diary, key: str, kind: str, unit: str, when: str, stored: str, role: str,
    temperature: str, symptoms: list[str], action_taken: str, note: str,
    declared: bool | None = None,
) -> None:  # fmt: skip
    writes = unit.rsplit("-", 1)[0] if role == "grid_worker" else unit
    course.record_check(
        diary, key, kind, unit, at(when), Clerk(role, writes), temperature=temperature,
        symptoms=symptoms, stored=at(stored), action_taken=action_taken, note=note,
        exposure_declared=declared, makes=f"check.{key}.{kind}",
    )  # fmt: skip


def _between(random: Random, first: datetime, last: datetime) -> datetime:
    return first + random.randint(0, int((last - first) / MINUTE)) * MINUTE
