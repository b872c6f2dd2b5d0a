"""What had been written wrong, and was put right: each correction leaves both versions on file."""

from firebreak.demo import city, course, story
from firebreak.demo.diary import At, Clerk, Diary, Made
from firebreak.demo.times import at, during
from firebreak.engine.when import When


def write_corrections(diary: Diary) -> None:
    """Write down the corrections of the story."""
    _move_a_case_to_its_county(diary)
    _set_earlier_onsets(diary)
    _take_back_a_confirmation(diary)
    _send_a_card_twice(diary)
    _correct_a_card(diary)


def _move_a_case_to_its_county(diary: Diary) -> None:
    diary.write(
        at("02-02 20:05"), "cases.correct", course.CITY_REVIEWER, case=Made("case.ning"),
        unit_counting=At(story.YUNLONG), reason="现住址属云龙示范区，由石峰区改计云龙示范区",
    )  # fmt: skip


def _set_earlier_onsets(diary: Diary) -> None:
    diary.write(
        at("01-31 16:10"), "cases.correct", Clerk("tracer", "430202"), case=Made("case.liu"),
        onset=during("01-18"), reason="复核流调：1月18日已有咽痛，发病日期提前一日",
    )  # fmt: skip
    diary.write(
        at("01-29 09:40"), "cases.correct", Clerk("tracer", "430211"), case=Made("case.deng"),
        onset=during("01-21 12:00-18:00"), reason="家属回忆21日下午已发热",
    )  # fmt: skip


def _take_back_a_confirmation(diary: Diary) -> None:
    # Two result sheets were changed over: for thirteen hours the city counted one too many.
    doctor = Clerk("clinician", "430202-H1")
    diary.write(
        at("01-30 20:25"), "cases.classify", doctor, "mistake.s09", case=Made("case.s09"),
        status="confirmed", when=When.minute(at("01-30 20:10")),
        edition=story.diagnosis("01-30"), reason="报告单误认",
    )  # fmt: skip
    diary.write(
        at("01-31 09:20"), "cases.withdraw", course.CITY_REVIEWER,
        classification=Made("mistake.s09"), reason="两张报告单装错信封，该例结果为阴性，撤回确诊",
    )  # fmt: skip


def _send_a_card_twice(diary: Diary) -> None:
    # The designated hospital, where she was moved, sent a card of its own.
    sent = at("01-25 22:40")
    diary.write(
        sent, "reports.send", Clerk("hospital", city.DESIGNATED), "card.yi.again",
        kind="case_card", unit=At(city.DESIGNATED), to_unit=At("430203-CDC"),
        case=Made("case.yi"), when=When.minute(sent), duplicate_of=Made("card.yi"),
    )  # fmt: skip
    diary.write(
        at("01-25 23:20"), "reports.review", Clerk("reviewer", "430203"),
        report=Made("card.yi.again"), **{"at": at("01-25 23:20")},
    )  # fmt: skip


def _correct_a_card(diary: Diary) -> None:
    sent = at("01-28 09:15")
    diary.write(
        sent - 5 * course.MINUTE, "people.correct", Clerk("reviewer", story.SHIFENG),
        person=Made("person.wen"), age=49, reason="与身份证核对，年龄更正",
    )  # fmt: skip
    diary.write(
        sent, "reports.send", Clerk("clinician", city.hospital(story.SHIFENG)),
        kind="correction", unit=At(city.hospital(story.SHIFENG)),
        to_unit=At(f"{story.SHIFENG}-CDC"), case=Made("case.wen"), when=When.minute(sent),
        text="年龄47岁更正为49岁",
    )  # fmt: skip
