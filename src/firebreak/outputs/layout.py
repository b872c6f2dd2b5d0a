"""Text that keeps its columns where a Chinese character is two wide."""

from collections.abc import Sequence

from rich.cells import cell_len

NOT_LAST = "（【《“「『(["  # no line ends with one of these
NOT_FIRST = "，。、；：？！）】》」』”’%,.;:?!)]"  # no line begins with one of these


def pad(text: str, width: int, *, right: bool = False) -> str:
    """
    Fill a text up to a width in terminal cells.

    Examples
    --------
    >>> pad("攸县", 6) + "|", pad("7", 3, right=True)
    ('攸县  |', '  7')
    """
    space = " " * max(0, width - cell_len(text))
    return space + text if right else text + space


def table(
    rows: Sequence[Sequence[str]], *, right: Sequence[bool], width: int | None = None
) -> list[str]:
    """
    Lay rows out in columns as wide as their widest cell; `right` says which are numbers.

    Where they do not fit `width`, the columns move together, then what stands first goes on below:
    a name that is cut is another name.

    Returns
    -------
    list[str]
        One text a row, of several lines where it had to be wrapped.

    Examples
    --------
    >>> print(*table([("Yunlong zone", "1"), ("You", "12")], right=(False, True), width=11), sep="\\n")
    Yunlong   1
      zone
    You      12
    """
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    gap = 2
    if width is not None and sum(widths) + gap * (len(widths) - 1) > width:
        gap = 1
        room = width - sum(widths[1:]) - len(widths) + 1
        widths[0] = min(widths[0], max(room, *(_longest_word(row[0]) for row in rows)))
    return ["\n".join(_lines(row, widths, right, " " * gap)) for row in rows]


def _longest_word(text: str) -> int:
    """The cells that a text needs however it is wrapped, with the indent of what goes on below."""
    return max((cell_len(piece.rstrip()) for piece in _pieces(text)), default=0) + 2


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool], gap: str) -> list[str]:
    first, *below = wrap(row[0], widths[0], rest="  ")
    cells = zip((first, *row[1:]), widths, right, strict=True)
    return [gap.join(pad(cell, w, right=r) for cell, w, r in cells).rstrip(), *below]


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """
    Break a text into lines of at most `width` cells, between words or Chinese characters.

    Examples
    --------
    >>> wrap("新增确诊，逐一倒查", 10)
    ['新增确诊，', '逐一倒查']
    >>> wrap("two words", 6, first="- ", rest="  ")
    ['- two', '  words']
    """
    indent = " " * cell_len(first) if rest is None else rest
    lines, line = [], first
    for piece in _pieces(text):
        if cell_len(line + piece.rstrip()) <= width or not line.strip():
            line += piece
            continue
        if piece.rstrip() and piece[0] in NOT_FIRST:
            line += piece  # one character over the edge is better than a comma at the start
            continue
        kept = line.rstrip().rstrip(NOT_LAST) or line
        lines.append(kept.rstrip())
        line = indent + line[len(kept) :].strip() + piece.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Words with the space after them; each wide character by itself."""
    pieces: list[str] = []
    for character in text:
        wide = cell_len(character) > 1
        if wide or not pieces or pieces[-1][-1] == " " or cell_len(pieces[-1][-1]) > 1:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces
