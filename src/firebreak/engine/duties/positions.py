"""On which line of a TOML file a field stands, so that an error can point at it.

`tomllib` gives values without their lines. This reads the text once more, only for headers, keys
and the elements of arrays; it trusts that `tomllib` has already accepted the text.
"""

import re

Path = tuple[str | int, ...]

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*")(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*)\s*=""")
STRING = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')


class Lines:
    """
    The lines of the fields of one TOML text.

    Examples
    --------
    >>> lines = Lines("a = 1\\n[[duties]]\\nid = 'x'\\n")
    >>> lines.of(("duties", 0, "id"))
    3
    >>> lines.of(("duties", 0, "within"))  # not there: the line of the table it belongs in
    2
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        self._table: Path = ()
        self._counts: dict[Path, int] = {}
        self._read(text)

    def of(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest table around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _read(self, text: str) -> None:
        rows = STRING.sub(_without_brackets, text).split("\n")
        originals = text.split("\n")
        number = 0
        while number < len(rows):
            number += self._read_row(rows, originals, number)

    def _read_row(self, rows: list[str], originals: list[str], number: int) -> int:
        if header := HEADER.match(originals[number]):
            self._open(header[2], repeated=header[1] == "[[", line=number + 1)
            return 1
        if key := KEY.match(originals[number]):
            path = self._table + _parts(key[1])
            self._lines.setdefault(path, number + 1)
            return self._elements(rows, number, key.end(), path)
        return 1

    def _open(self, name: str, repeated: bool, line: int) -> None:
        path: Path = ()
        parts = _parts(name)
        for part in parts[:-1]:
            path = self._latest((*path, part))
        path = (*path, parts[-1])
        self._lines.setdefault(path, line)
        if repeated:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        self._table = path
        self._lines.setdefault(path, line)

    def _latest(self, path: Path) -> Path:
        return (*path, self._counts[path]) if path in self._counts else path

    def _elements(self, rows: list[str], number: int, column: int, path: Path) -> int:
        """Note the lines of the elements of an array; return how many rows the value takes."""
        depth, element, waiting = 0, -1, False
        for offset, row in enumerate(rows[number:]):
            for character in row[column:].split("#")[0]:
                if depth == 1 and waiting and character not in " \t],":
                    element, waiting = element + 1, False
                    self._lines.setdefault((*path, element), number + offset + 1)
                if character in "[{":
                    depth += 1
                    waiting = waiting or (depth == 1 and character == "[")
                elif character in "]}":
                    depth -= 1
                elif character == "," and depth == 1:
                    waiting = True
            column = 0
            if depth == 0:
                return offset + 1
        return len(rows) - number


def _parts(name: str) -> Path:
    return tuple(part.strip().strip('"') for part in name.split("."))


def _without_brackets(string: re.Match[str]) -> str:
    """Blank a string's content, so that brackets inside it are not counted; keep its lines."""
    return re.sub(r"[^\n]", "_", string[0])
