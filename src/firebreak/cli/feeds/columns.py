"""Which column of a feed is the person, the place and its name, the start and the end."""

from collections.abc import Mapping, Sequence

from firebreak.cli.faults import BadInput
from firebreak.cli.language import gettext as _

#: field -> headings that mean it, in lower case, without spaces and underscores.
HEADINGS: dict[str, tuple[str, ...]] = {
    "person": (
        *("personid", "person", "userid", "user", "passid", "cardid", "card", "ticketid"),
        *("人员", "人员编号", "人员标识", "用户", "用户编号", "标识", "卡号", "证件标识", "旅客", "乘客"),
    ),
    "place": (
        *("placeid", "place", "venueid", "venue", "site", "siteid", "gate", "location"),
        *("场所", "场所编号", "场所码", "地点", "地点编号", "门岗", "车次"),
    ),
    "start": (
        *("start", "starttime", "checkin", "in", "entered", "entry", "time", "timestamp", "from"),
        *("开始", "开始时间", "进入", "进入时间", "扫码时间", "刷卡时间", "时间", "上车时间", "日期"),
    ),
    "end": (
        *("end", "endtime", "checkout", "out", "left", "exit", "until", "to"),
        *("结束", "结束时间", "离开", "离开时间", "下车时间"),
    ),
    "place_name": (
        *("placename", "venuename", "sitename", "gatename", "locationname"),
        *("场所名称", "地点名称", "单位名称", "门岗名称"),
    ),
}  # fmt: skip
NEEDED = ("person", "place", "start")


def matched(
    headings: Sequence[str], said: Mapping[str, str], file: str, *, may_be_a_row: bool = True
) -> dict[str, str]:
    """
    Return field -> heading.

    Parameters
    ----------
    said
        Heading -> field, as the command's `--column` says; it holds before what is recognised.
    may_be_a_row
        Whether the headings may be the values of a first row (of a CSV file without headings):
        what is not recognised is then not shown, since it could be somebody's id.

    Raises
    ------
    BadInput
        A column that is needed is not recognised, or a heading that was said is not there.
    """
    found = {field: heading for heading, field in said.items()}
    shown = _shown(headings) if may_be_a_row else ", ".join(headings)
    for heading in said:
        if heading not in headings:
            raise BadInput(
                _("{file} has no column {heading}. Its columns are: {headings}.").format(
                    file=file, heading=heading, headings=shown
                )
            )
    for field, words in HEADINGS.items():
        for heading in headings:
            if field not in found and heading not in said and _plain(heading) in words:
                found[field] = heading
    missing = [field for field in NEEDED if field not in found]
    if missing and not found and may_be_a_row:
        raise BadInput(_without_headings(file))
    if missing:
        raise BadInput(
            _(
                "{file}: no column is recognised as {fields}. Its columns are: {headings}."
                " Say which it is, for example --column {heading}={field}."
            ).format(
                file=file,
                fields=", ".join(missing),
                headings=shown,
                heading=_("HEADING"),
                field=missing[0],
            )
        )
    return found


def _without_headings(file: str) -> str:
    return _(
        "{file}: no heading is recognised in its first line. If that line is a row already, put a"
        " line of headings before it, for example person,place,start,end; what is in it is not"
        " shown here, it may be about somebody. If it has headings, say what they are, for example"
        " --column HEADING=person."
    ).format(file=file)


def _shown(headings: Sequence[str]) -> str:
    """The headings that are recognised; the others by their number only."""
    known = {word for words in HEADINGS.values() for word in words}
    return ", ".join(
        heading if _plain(heading) in known else _("column {n}").format(n=n)
        for n, heading in enumerate(headings, 1)
    )


def _plain(heading: str) -> str:
    return heading.strip().lower().replace(" ", "").replace("_", "")
