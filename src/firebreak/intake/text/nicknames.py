"""People as a clinician names them on the phone: 老李头,72; 张婆婆,68岁; 小刘,女,28."""

import re
from collections.abc import Iterator

from firebreak.intake.text.full_names import SURNAMES

_NICKNAME = (
    rf"(?:[老小][{SURNAMES}]头?|[{SURNAMES}](?:大爷|大妈|大娘|大叔|大姐|大哥|婆婆|奶奶|爷爷|嗲嗲|娭毑"
    r"|阿姨|师傅|老师|老板|大伯|嫂子))"
)
#: Sex and age stand right after it; an age may stand there as a bare number.
_HEAD = re.compile(
    rf"(?<![^\n。;!?])(?P<name>{_NICKNAME}),?(?:[男女]性?,?)?(?P<age>\d{{1,3}})(?=岁|,|[今昨前发咳男女])"
)
OLDEST = 110


def nicknamed(plain: str) -> Iterator[re.Match[str]]:
    """
    Yield where a note on somebody begins: matches with the groups "name" and "age".

    Examples
    --------
    >>> [match["name"] for match in nicknamed("老李头,72,咳嗽3天。老李1月20日来过。")]
    ['老李头']
    """
    return (head for head in _HEAD.finditer(plain) if int(head["age"]) <= OLDEST)


def head_of(plain: str, start: int) -> re.Match[str] | None:
    """Return the head of the note that begins at a character, if one does."""
    head = _HEAD.match(plain, start)
    return head if head and int(head["age"]) <= OLDEST else None
