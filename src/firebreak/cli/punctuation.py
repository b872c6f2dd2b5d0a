"""How parts are put together into a line: full-width marks between Chinese words, none after 。"""

from collections.abc import Iterable

from firebreak.cli.installation import language


def is_chinese() -> bool:
    """Say whether the command speaks Chinese."""
    return language().startswith("zh")


def listed(parts: Iterable[object]) -> str:
    """Return parts one after the other, parted by commas."""
    return ("，" if is_chinese() else ", ").join(map(str, parts))


def numbered(numbers: Iterable[object]) -> str:
    """Return numbers one after the other."""
    return ("、" if is_chinese() else ", ").join(map(str, numbers))


def sentences(*each: str) -> str:
    """Return sentences one after the other."""
    return ("" if is_chinese() else " ").join(each)


def headed(head: str, text: str) -> str:
    """Return what is said about something, behind its name."""
    return f"{head}{'：' if is_chinese() else ': '}{text}"


def beside(text: str, remark: object) -> str:
    """Return a text with a remark in brackets."""
    return f"{text}（{remark}）" if is_chinese() else f"{text} ({remark})"
