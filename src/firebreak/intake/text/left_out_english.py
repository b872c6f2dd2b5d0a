"""What an English text tells of somebody who has no draft: His father died on 3 February.

From where the sentence names him to its end, once; it has a day, or is the result of a test. Who has
a number is told of where the text tells of that case.
"""

import re
from collections.abc import Sequence

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.whose_english import VERB, named_from

#: So many characters of a sentence are shown, and no half word.
LONGEST = 160
#: Of whoever has no draft these are facts too.
RESULT = re.compile(r"\btest(?:s|ed|ing)? (?:positive|negative)\b")
_ROW = re.compile(r"\bcases \d{1,5}(?:, \d{1,5})*,? (?:and|to|&) \d{1,5}\b")
_HEADS = re.compile(
    r"(?:[,;:]|\b(?:and|while|but)\b) ?(?:case|patient)(?: no\.?)? ?#?(?P<number>\d{1,5}) (?:was|were|fell|had|died|developed|tested|became)\b"
)
_OF_ALL = re.compile(r"\W*(?:both|all|they)\b")
_NUMBERED = re.compile(r"\b(?:case|patient)(?: no\.?)? ?#?\d")


def note_others_in_english(drafting: Drafting) -> None:
    """Note each sentence that tells a fact of somebody without a draft."""
    noted_to = 0
    for at in sorted(drafting.of_others_in_english):
        start, end = _told(drafting, at)
        if at < noted_to or not _is_a_fact(drafting, start, at, end):
            continue
        noted_to = end
        drafting.note("told_of_another", start, end)


def _is_of_no_draft(drafting: Drafting, start: int, at: int) -> bool:
    """…, and case 3 was confirmed: whom the text does not tell of elsewhere."""
    heads = list(_HEADS.finditer(drafting.plain, start, at + VERB))
    numbers = {draft.value("number") for draft in drafting.drafts if draft.kind == "case"}
    return bool(heads) and heads[-1]["number"] not in numbers


def note_rows(drafting: Drafting, people: Sequence[Section]) -> None:
    """Note what is told of several cases together, in the story of none: Cases 11 and 12 were …"""
    for match in _ROW.finditer(drafting.plain):
        if any(one.start <= match.start() < one.end for one in people):
            continue
        start, end = drafting.sentences.of(match.start())
        further = _OF_ALL.match(drafting.plain, end)
        end = drafting.sentences.of(further.end())[1] if further else end
        if drafting.times_in(start, end):
            drafting.note("not_read", start, end)


def _is_a_fact(drafting: Drafting, start: int, at: int, end: int) -> bool:
    if _NUMBERED.search(drafting.plain, start, at) and not _is_of_no_draft(drafting, start, at):
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
