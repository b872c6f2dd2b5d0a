"""What an English text tells of somebody who has no draft: His father died on 3 February.

From where the sentence names him to its end, once; it has a day, or is the result of a test. Who has
a number is told of where the text tells of that case.
"""

import re

from firebreak.intake.drafts import Note
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.whose_english import named_from

#: So many characters of a sentence are shown, and no half word.
LONGEST = 160
#: Of whoever has no draft these are facts too.
RESULT = re.compile(r"\btest(?:s|ed|ing)? (?:positive|negative)\b")
_NUMBERED = re.compile(r"\b(?:case|patient)(?: no\.?)? ?#?\d")


def note_others_in_english(drafting: Drafting) -> None:
    """Note each sentence that tells a fact of somebody without a draft."""
    noted_to = 0
    for at in sorted(drafting.of_others_in_english):
        start, end = _told(drafting, at)
        if at < noted_to or not _is_a_fact(drafting, start, at, end):
            continue
        noted_to = end
        said = {"said": drafting.page.said(start, end)}
        drafting.notes.append(Note("told_of_another", drafting.page.span(start, end), said))


def _is_a_fact(drafting: Drafting, start: int, at: int, end: int) -> bool:
    if _NUMBERED.search(drafting.plain, start, at):
        return False
    return bool(drafting.times_in(start, end) or RESULT.search(drafting.plain, start, end))


def _told(drafting: Drafting, at: int) -> tuple[int, int]:
    sentence, end = drafting.sentences.of(at)
    start = named_from(drafting.plain, sentence, at)
    end = start + len(drafting.plain[start:end].rstrip(" .!?"))
    start += len(drafting.plain[start:end]) - len(drafting.plain[start:end].lstrip())
    last = max(start + LONGEST, at)
    if end <= last:
        return start, end
    return start, max(drafting.plain.rfind(" ", at, last), at)
