"""A sentence on all who were told of before it: 三人均于1月28日发病, 父子二人均于2月1日确诊.

It is told of as many as it says, where no others are told of in the paragraph or the text before it,
or where a relation names the other of two (系病例11之妻。夫妻二人均于…). Rows of people and what their
own sentence says of all are `together.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.lexicons import RELATIONS, one_of
from firebreak.intake.text.people import Section, number_of
from firebreak.intake.text.times import CHINESE
from firebreak.intake.text.together import Shared

_PAIR = "夫妻|夫妇|父子|父女|母子|母女|兄弟|姐妹|姐弟|兄妹|婆媳|祖孙|爷孙"
_GROUP = re.compile(
    rf"(?<=[。;,\n])(?:以上|上述)?(?:(?P<pair>{_PAIR})|一家)?"
    r"(?P<n>[两二俩三四五六七八九]|\d)?(?(n)(?:人|口|名(?:患者|病人|感染者)|例(?:患者|病例)?)?)(?=[均都皆](?!有?无))"
)
_THE_FIRST = re.compile(
    r"(?<=[。;,\n])前[两二三四五六](?:例|人|名|位)(?:患者|病例)?[均都皆](?=[^,。;\n]{0,16}?\d{1,2}[月日])[^,。;\n]*"
)
_SENTENCE = re.compile(r"[^。;\n]*")
_OF_A_CASE = re.compile(
    rf"病例(?P<n>\d{{1,5}})(?:之|的)?(?:{one_of(RELATIONS)}|[夫妻父母子女兄弟姐妹])"
)


def of_groups(
    plain: str, people: Sequence[Section], rows: Mapping[int, Shared]
) -> dict[int, Shared]:
    """Return what a sentence on all of them tells, by the starts of those told of before its last."""
    found: dict[int, Shared] = {}
    for place, last in enumerate(people):
        if last.start in rows:
            continue
        for said in groups(plain, last):
            others = _others(plain, people, place, said)
            end = _SENTENCE.match(plain, said.end())
            names = tuple(plain[slice(*(one.name or (0, 0)))] for one in (*others, last))
            for number, one in enumerate(others):
                if end and one.start not in rows:
                    told = (said.end(), end.end(), number, len(others) + 1, names)
                    found.setdefault(one.start, Shared(*told))
    return found


def groups(plain: str, section: Section) -> list[re.Match[str]]:
    """Return where a section goes on to tell of several who were told of."""
    found = _GROUP.finditer(plain, section.head, section.end)
    return [one for one in found if one["pair"] or one["n"]]


def many(said: re.Match[str]) -> int:
    """
    Return of how many a sentence on all is: two, if it only says that they are a pair.

    Examples
    --------
    >>> [many(one) for one in _GROUP.finditer("…。三人均…,父子二人均…,夫妻均…") if one[0]]
    [3, 2, 2]
    """
    if said["n"] is None or said["n"] in "两俩":
        return 2
    return int(said["n"]) if said["n"].isdigit() else CHINESE[said["n"]]


def _others(
    plain: str, people: Sequence[Section], place: int, said: re.Match[str]
) -> list[Section]:
    """Who is meant beside the last, in their order; none, where that is not sure."""
    paragraph = plain.rfind("\n", 0, said.start()) + 1
    first = bisect_left(people, paragraph, hi=place, key=lambda one: one.start)
    for told in (people[first:place], people[:place]):
        if len(told) + 1 == many(said):
            return [*told]
    last = people[place]
    related = {int(one["n"]) for one in _OF_A_CASE.finditer(plain, last.head, said.start())}
    if not related:
        return []
    by_relation = [one for one in people[:place] if number_of(plain, one) in related]
    return by_relation if len(by_relation) == 1 and many(said) == 2 else []


def _of_the_first(plain: str, section: Section) -> Iterator[re.Match[str]]:
    """前两例均于1月25日发病, in the story of the third: not told of him."""
    return _THE_FIRST.finditer(plain, section.head, section.end)


def of_relatives(plain: str, section: Section, names: Sequence[str]) -> list[Shared]:
    """Return what sentences on all tell of a case and the relatives his story names, in that order."""
    found = []
    for said in groups(plain, section):
        end = _SENTENCE.match(plain, said.end())
        if end and many(said) == len(names):
            found.append(Shared(said.end(), end.end(), 0, len(names), tuple(names)))
    return found


def note_groups(
    drafting: Drafting,
    people: Sequence[Section],
    rows: Mapping[int, Shared],
    relatives: Callable[[str, Section], Sequence[object]],
) -> None:
    """Note the sentences on several of which not everybody was found, as one told of or a relative."""
    plain = drafting.plain
    for place, last in enumerate(people):
        for first in _of_the_first(plain, last):
            drafting.note("told_of_several", *first.span())
        for said in groups(plain, last) if last.start not in rows else []:
            end = _SENTENCE.match(plain, said.end())
            known = _others(plain, people, place, said) or relatives(plain, last)
            if end and len(known) + 1 != many(said) and drafting.times_in(*end.span()):
                drafting.note("told_of_several", said.start(), end.end())
