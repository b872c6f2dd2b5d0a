"""What a clinician's note tells in its own style: 咳嗽3天, 昨天去过城关诊所, 已转人民医院发热门诊.

How long a symptom has lasted says that it began, and not on which day; the day of an earlier clause
is not that of 已转. What is read of such a note is not all of it, and a person is told so.
"""

import re
from dataclasses import replace

from firebreak.intake.drafts import Note
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.full_names import is_spoken_of
from firebreak.intake.text.happenings import Happening, Happenings, by_rule
from firebreak.intake.text.nicknames import head_of
from firebreak.intake.text.people import Section
from firebreak.intake.text.symptoms import SYMPTOM

_LASTED = re.compile(
    rf"(?:{SYMPTOM.pattern})(?:[、和,]?(?:{SYMPTOM.pattern}))*(?:已|有|约|了)*(?:\d{{1,2}}|[一二两三四五六七八九十半几])(?:来|多|余)?[天日周](?!前)"
)
_CLINIC = r"[^,。;:\n]{2,20}?(?:医院|诊所|卫生院|卫生室|卫生服务中心|门诊)(?:发热门诊)?"
_WENT = re.compile(rf"(?<!没)(?<!未)去过?{_CLINIC}")
_SENT = re.compile(rf"(?:已|现已|准备)?(?<!好)转院?(?:到|至|往|去)?{_CLINIC}")
_NOT_YET = re.compile(r"准备|拟|要|待|建议")


def of_a_note(drafting: Drafting, section: Section, found: Happenings) -> Happenings:
    """Return what happened to somebody, with what only a note in free style tells of him."""
    begins = head_of(drafting.plain, section.start) or is_spoken_of(drafting.plain, section.start)
    if not begins:
        return found
    end = drafting.sentences.of(section.head)[1]
    where = drafting.page.span(section.start, min(end, section.end))
    drafting.notes.append(Note("note_in_free_style", where))
    lasted = [replace(one, time=None) for one in by_rule(drafting, section, _LASTED)]
    went = [one for one in by_rule(drafting, section, _WENT) if not _is_told(one, found["visit"])]
    visits = sorted([*found["visit"], *went, *_sent(drafting, section)], key=lambda one: one.start)
    return found | {"onset": lasted or found["onset"], "visit": visits}


def _is_told(one: Happening, visits: list[Happening]) -> bool:
    """去过城关诊所看病 is one visit."""
    return any(0 <= visit.start - one.end <= 2 for visit in visits)


def _sent(drafting: Drafting, section: Section) -> list[Happening]:
    """Where he was sent on: done, but nobody says when."""
    sent = by_rule(drafting, section, _SENT)
    plain = drafting.plain
    done = (one for one in sent if not _NOT_YET.search(plain, one.start - 3, one.end))
    return [replace(one, time=None) for one in done]
