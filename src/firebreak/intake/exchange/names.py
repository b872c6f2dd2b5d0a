"""Names in the parts other systems keep them in."""

import re

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]+")


def joined(first: str, middle: str, last: str) -> str:
    """
    Return a name from its parts: Chinese ones without a blank and the surname first.

    Examples
    --------
    >>> joined("某", "", "周"), joined("Ann", "B", "Lee")
    ('周某', 'Ann B Lee')
    """
    said = [part for part in (first, middle, last) if part]
    if said and all(HAN.fullmatch(part) for part in said):
        return last + first + middle
    return " ".join(said)


def parted(name: str) -> tuple[str, str]:
    """
    Return (given name, surname) of a name; the surname is empty where the parts would not join
    to the same name.

    Examples
    --------
    >>> parted("周某"), parted("Ann B Lee"), parted("某")
    (('某', '周'), ('Ann B', 'Lee'), ('某', ''))
    """
    if HAN.fullmatch(name) and len(name) > 1:
        return name[1:], name[0]
    first, _blank, last = name.rpartition(" ")
    return (first, last) if first and joined(first.strip(), "", last) == name else (name, "")
