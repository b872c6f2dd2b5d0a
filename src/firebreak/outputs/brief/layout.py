"""Text that keeps its columns where a Chinese character is two wide."""

from collections.abc import Sequence

from rich.cells import cell_len

NOT_FIRST = "，。、；：？！）】》」』”’%"  # no line begins with one of these


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


def table(rows: Sequence[Sequence[str]], *, right: Sequence[bool], gap: int = 2) -> list[str]:
    """Lay rows out in columns as wide as their widest cell; `right` says which are numbers."""
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(pad(c, w, right=r) for c, w, r in zip(row, widths, right, strict=True))
        .rstrip()
        for row in rows
    ]


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
        lines.append(line.rstrip())
        line = indent + piece.lstrip()
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
