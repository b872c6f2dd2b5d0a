"""The course of a case through the offices: met, suspected, carded, sampled, confirmed, traced."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from firebreak.demo import city, story
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.story import CaseRow, SuspectRow
from firebreak.demo.times import at, during
from firebreak.engine.when import When

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REMOTE = (story.YOUXIAN, story.LILING)  # too far from the city: their own hospital treats
CITY_TRACER, CITY_REVIEWER = Clerk("tracer", city.ROOT), Clerk("reviewer", city.ROOT)
COUGHS = ("cough", "fatigue", "sore_throat", "dyspnoea", "diarrhoea")


def write_cases(diary: Diary) -> None:
    """Write down every confirmed case and every suspect of the story; and the first discharge."""
    for number, row in enumerate(story.CASES, start=1):
        Course(diary, row, number).write()
    for suspect in story.SUSPECTS:
        Suspicion(diary, suspect).write()
    _discharge(diary)


def _discharge(diary: Diary) -> None:
    """夏's two negative results a day apart, and the city's first discharge."""
    key, hospital = "xia", city.hospital(story.YOUXIAN)
    doctor, left = Clerk("hospital", hospital), at("02-02 15:20")
    for nth, taken in ((2, "01-31 09:00"), (3, "02-01 10:00")):
        take_and_test(
            diary, key, nth, hospital, city.CITY_LABORATORY, at(taken), at(taken) + 5 * HOUR,
            at(taken) + 19 * HOUR, "negative",
        )  # fmt: skip
    diary.write(
        left + 14 * MINUTE, "cases.classify", doctor, "recovery.xia", case=Made("case.xia"),
        status="recovered", when=When.minute(left), edition=story.diagnosis("02-02"),
        reason="体温正常三日以上，两次核酸阴性",
    )  # fmt: skip
    end_placement(diary, key, left + 10 * MINUTE, doctor, "治愈出院")


class Course:
    """One confirmed case, from the first office that met it."""

    def __init__(self, diary: Diary, row: CaseRow, number: int) -> None:
        self.diary, self.row, self.number = diary, row, number
        self.random = diary.random(f"case/{row.key}")
        self.hospital = first_hospital(row)
        self.first = first_county(row)
        self.clinician = Clerk("clinician", self.hospital)
        self.person, self.case = Made(f"person.{row.key}"), Made(f"case.{row.key}")
        self.opened = at(row.suspected or row.asymptomatic)
        self.confirmed = at(row.confirmed)

    def write(self) -> None:
        introduce_case(self.diary, self.row)
        self.visit()
        self.open()
        self.card()
        self.laboratory()
        self.confirm()
        self.correct_card()
        self.treat()
        self.investigate()

    def visit(self) -> None:
        if not self.row.suspected:
            return
        when = self.opened - self.random.randint(40, 100) * MINUTE
        record_check(
            self.diary, self.row.key, "fever_clinic", self.hospital, when, self.clinician,
            temperature=self.random.choice(("37.6", "37.9", "38.2", "38.6", "39.1")),
            symptoms=["fever", *self.random.sample(COUGHS, self.random.randint(1, 2))],
            exposure_declared=True if self.row.came_from else None,
            exposure_note=self.row.came_from, action_taken="isolated",
        )  # fmt: skip

    def open(self) -> None:
        stored = self.opened + 12 * MINUTE
        self.diary.meet(self.row.key, stored, self.clinician)
        asymptomatic = bool(self.row.asymptomatic)
        self.diary.write(
            stored, "cases.open", self.clinician, self.case.name,
            person=self.person, pathogen=story.PATHOGEN,
            status="asymptomatic" if asymptomatic else "suspected",
            when=When.minute(self.opened),
            onset=When.unknown() if asymptomatic else during(self.row.onset),
            edition=story.diagnosis(self.row.suspected or self.row.asymptomatic),
            unit_reporting=At(self.hospital), unit_counting=At(self.first),
        )  # fmt: skip
        place(
            self.diary, self.row.key, "on_the_spot", self.hospital, self.opened + 5 * MINUTE,
            self.clinician,
        )  # fmt: skip

    def card(self) -> None:
        send_card(
            self.diary, self.row.key, self.opened, self.row.card, self.row.review,
            self.hospital, self.first,
        )  # fmt: skip

    def laboratory(self) -> None:
        row, random = self.row, self.random
        taken = at(row.sampled) if row.sampled else self.opened + random.randint(70, 190) * MINUTE
        result = at(row.resulted) if row.resulted else None
        if row.asymptomatic:  # his sample came before the word for him
            taken, result = self.opened - 9 * HOUR, self.opened - 40 * MINUTE
        received = at(row.received) if row.received else taken + random.randint(150, 420) * MINUTE
        result = result or self.confirmed - random.randint(35, 95) * MINUTE
        take_and_test(
            self.diary, row.key, 1, self.hospital, city.CITY_LABORATORY, taken, received,
            result, "positive",
        )  # fmt: skip

    def confirm(self) -> None:
        stored = self.confirmed + 18 * MINUTE
        if self.row.asymptomatic:
            self.diary.write(
                stored - 4 * MINUTE, "cases.correct", CITY_REVIEWER, case=self.case,
                onset=during(self.row.onset), reason="次日出现咳嗽，补记发病日期",
            )  # fmt: skip
        self.diary.write(
            stored, "cases.classify", self.clinician, f"confirmation.{self.row.key}",
            case=self.case, status="confirmed", when=When.minute(self.confirmed),
            edition=story.diagnosis(self.row.confirmed),
        )  # fmt: skip
        self.diary.write(
            stored + 7 * MINUTE, "cases.correct", CITY_REVIEWER, case=self.case,
            number=f"ZZ-{self.number:03d}", severity=self.row.severity,
        )  # fmt: skip

    def correct_card(self) -> None:
        """The card said suspected (of one, asymptomatic); the hospital says what he turned out."""
        usual = self.diary.random(f"correction/{self.row.key}").randint(25, 105)
        after = story.CARD_CORRECTIONS.get(self.row.key, usual)
        if after is None:
            return
        sent = self.confirmed + after * MINUTE
        was = "无症状感染者" if self.row.asymptomatic else "疑似病例"
        self.diary.write(
            sent, "reports.send", self.clinician, f"correction.{self.row.key}", kind="correction",
            unit=At(self.hospital), to_unit=At(f"{self.first}-CDC"), case=self.case,
            when=When.minute(sent), text=f"{was}订正为确诊病例",
        )  # fmt: skip

    def treat(self) -> None:
        remote = self.row.county in REMOTE
        ward = self.hospital if remote else city.DESIGNATED
        doctor = Clerk("hospital", ward)
        moved = self.confirmed + self.random.randint(60, 150) * MINUTE
        place(self.diary, self.row.key, "ward", ward, moved, doctor)
        if self.row.icu:  # the designated hospital has the only intensive care
            place(self.diary, self.row.key, "icu", city.DESIGNATED, at(self.row.icu), doctor)

    def investigate(self) -> None:
        row, carded = self.row, self.opened + (self.row.card or 120) * MINUTE
        tracer = Clerk("tracer", self.first)
        if row.investigation is not None:
            done = carded + row.investigation * HOUR
            about_case(
                self.diary, "investigation", row.key, done, self.first, tracer,
                text=story.INVESTIGATED,
            )  # fmt: skip
            self.diary.write(
                done + 6 * MINUTE, "cases.correct", tracer, case=self.case,
                infected_through=row.through, imported=row.through == "travel",
            )  # fmt: skip
        if (who_form := story.WHO_FORMS.get(row.key, 21 + 22 * self.random.random())) is not None:
            done = self.confirmed + who_form * HOUR
            about_case(self.diary, "who_form", row.key, done, self.first, CITY_REVIEWER)
        if row.backtrace is not None:
            done = self.confirmed + row.backtrace * HOUR
            about_case(
                self.diary, "backtrace", row.key, done, self.first, tracer,
                text=story.backtraced(row),
            )  # fmt: skip


class Suspicion:
    """A suspect who was excluded, or of whom it is not decided yet."""

    def __init__(self, diary: Diary, row: SuspectRow) -> None:
        self.diary, self.row = diary, row
        self.random = diary.random(f"suspect/{row.key}")
        self.hospital = city.hospital(row.county)
        self.clinician = Clerk("clinician", self.hospital)
        self.case = Made(f"case.{row.key}")
        self.opened = at(row.suspected)

    def write(self) -> None:
        row = self.row
        self.visit()
        self.open()
        send_card(self.diary, row.key, self.opened, row.card, row.review, self.hospital, row.county)
        self.sample(1, row.sampled, row.received, row.result, row.resulted)
        self.sample(2, row.again, "", "negative" if row.again_resulted else "", row.again_resulted)
        self.investigate()
        self.exclude()

    def visit(self) -> None:
        row, random = self.row, self.random
        town = random.randrange(3)
        self.diary.introduce(row.key, **lives(row.county, town))
        record_check(
            self.diary, row.key, "fever_clinic", self.hospital, self.opened - 50 * MINUTE,
            self.clinician, temperature=random.choice(("37.4", "37.7", "38.0", "38.4")),
            symptoms=["fever", random.choice(COUGHS)], exposure_declared=random.random() < 0.5,
            action_taken="isolated",
        )  # fmt: skip

    def open(self) -> None:
        stored = self.opened + 10 * MINUTE
        onset = (self.opened - self.random.randint(1, 4) * 24 * HOUR).date()
        self.diary.write(
            stored, "cases.open", self.clinician, self.case.name,
            person=Made(f"person.{self.row.key}"), pathogen=story.PATHOGEN, status="suspected",
            when=When.minute(self.opened), onset=during(f"{onset:%m-%d}"),
            edition=story.diagnosis(self.row.suspected),
            unit_reporting=At(self.hospital), unit_counting=At(self.row.county),
        )  # fmt: skip
        place(
            self.diary, self.row.key, "on_the_spot", self.hospital, self.opened + 5 * MINUTE,
            self.clinician,
        )  # fmt: skip

    def sample(self, nth: int, taken: str, received: str, result: str, resulted: str) -> None:
        if not taken:
            return
        arrived = at(received) if received else None
        if nth == 2:
            arrived = at(taken) + 4 * HOUR
        take_and_test(
            self.diary, self.row.key, nth, self.hospital, self.row.laboratory, at(taken),
            arrived, at(resulted) if resulted else None, result,
        )  # fmt: skip

    def investigate(self) -> None:
        row = self.row
        if row.investigation is None or row.card is None:
            return
        done = self.opened + row.card * MINUTE + row.investigation * HOUR
        if row.excluded and done > at(row.excluded):
            return
        tracer = Clerk("tracer", row.county)
        about_case(
            self.diary, "investigation", row.key, done, row.county, tracer,
            text=story.INVESTIGATED_SUSPECT,
        )  # fmt: skip

    def exclude(self) -> None:
        if not self.row.excluded:
            return
        done = at(self.row.excluded)
        self.diary.write(
            done + 8 * MINUTE, "cases.classify", self.clinician, case=self.case,
            status="excluded", when=When.minute(done), edition=story.diagnosis(self.row.excluded),
            reason="两次核酸检测阴性" if self.row.resulted else "影像提示其他疾病",
        )  # fmt: skip
        end_placement(self.diary, self.row.key, done + 30 * MINUTE, self.clinician, "排除")


def first_hospital(row: CaseRow) -> str:
    """Return the hospital that reported a case: its county's, unless the story says otherwise."""
    return row.reports_at or city.hospital(row.county)


def first_county(row: CaseRow) -> str:
    """Return the county that counted a case at first (宁's was moved later)."""
    return story.COUNTED_FIRST.get(row.key, row.county)


def introduce_case(diary: Diary, row: CaseRow) -> None:
    """Give a case of the story its person."""
    where = lives(row.county, row.town)
    if row.elsewhere:
        where = {"unit_stay": where["unit_residence"], "residence_elsewhere": row.elsewhere}
    diary.introduce(
        row.key, name=row.name, sex=row.sex, age=row.age, group=row.group,
        arrived_from=row.came_from, **where,
    )  # fmt: skip


def lives(county: str, town: int) -> dict:
    """Return where somebody lives, as facts of a person."""
    return {"unit_residence": At(city.village(county, town))}


def record_check(
    diary: Diary, key: str, kind: str, unit: str, when: datetime, by: Clerk, *,
    temperature: str | None = None, stored: datetime | None = None,
    makes: str | None = None, **says,
) -> None:  # fmt: skip
    """Write down a check; stored a few minutes later unless said otherwise."""
    stored = stored or when + 8 * MINUTE
    person = diary.meet(key, stored, by)
    celsius = Decimal(temperature) if temperature else None
    diary.write(
        stored, "checks.record", by, makes, person=person, kind=kind, unit=At(unit),
        when=When.minute(when), temperature_celsius=celsius, **says,
    )  # fmt: skip


def send_card(
    diary: Diary, key: str, opened: datetime, card: int | None, review: int | None,
    hospital: str, county: str,
) -> None:  # fmt: skip
    """Write down the report card and its review, `card` and `review` minutes after each other."""
    if card is None:
        return
    sent, name, cdc = opened + card * MINUTE, f"card.{key}", f"{county}-CDC"
    diary.write(
        sent, "reports.send", Clerk("clinician", hospital), name, kind="case_card",
        unit=At(hospital), to_unit=At(cdc), case=Made(f"case.{key}"), when=When.minute(sent),
    )  # fmt: skip
    if review is not None:
        done = sent + review * MINUTE
        diary.write(done, "reports.review", Clerk("reviewer", county), report=Made(name), at=done)


def about_case(
    diary: Diary, kind: str, key: str, sent: datetime, county: str, by: Clerk, text: str = "",
) -> None:  # fmt: skip
    """Write down a report of the county's CDC about a case, to the city's."""
    diary.write(
        sent, "reports.send", by, f"{kind}.{key}", kind=kind, unit=At(f"{county}-CDC"),
        to_unit=At(city.CITY_CDC), case=Made(f"case.{key}"), when=When.minute(sent), text=text,
    )  # fmt: skip


def take_and_test(
    diary: Diary, key: str, nth: int, hospital: str, laboratory: str, taken: datetime,
    received: datetime | None, resulted: datetime | None, result: str,
) -> None:  # fmt: skip
    """Write down a sample's way: taken, received, resulted."""
    name, analyst = f"sample.{key}.{nth}", Clerk("laboratory", laboratory)
    doctor = Clerk("clinician", hospital)
    diary.write(
        taken + 10 * MINUTE, "samples.take", doctor, name, person=diary.meet(key, taken, doctor),
        unit=At(hospital), laboratory=At(laboratory), when=When.minute(taken),
        number=diary.sample_number(taken),
    )  # fmt: skip
    if received is None:
        return
    diary.write(
        received + 5 * MINUTE, "samples.receive", analyst, sample=Made(name), at=received,
        laboratory=At(laboratory),
    )  # fmt: skip
    if resulted is not None and result:
        diary.write(
            resulted + 6 * MINUTE, "tests.result", analyst, f"test.{key}.{nth}",
            sample=Made(name), pathogen=story.PATHOGEN, result=result,
            when=When.minute(resulted),
        )  # fmt: skip


def place(diary: Diary, key: str, level: str, unit: str, when: datetime, by: Clerk, **says) -> None:
    """Write down that somebody is kept somewhere; `placement.<key>` is his latest placement."""
    stored = when + 9 * MINUTE
    edition = story.control(f"{when:%m-%d}") if level in ("home", "site") else ""
    diary.write(
        stored, "placements.begin", by, f"placement.{key}", person=diary.meet(key, stored, by),
        level=level, unit=At(unit), when=When.minute(when), edition=edition, **says,
    )  # fmt: skip


def end_placement(diary: Diary, key: str, when: datetime, by: Clerk, reason: str) -> None:
    """Write down the end of somebody's latest placement."""
    diary.write(
        when + 9 * MINUTE, "placements.end", by, placement=Made(f"placement.{key}"), at=when,
        reason=reason,
    )  # fmt: skip


def jittered(random: Random, around: float, spread: float) -> timedelta:
    """Return hours around a middle, never under a quarter of an hour."""
    return max(random.gauss(around, spread), 0.25) * HOUR
