"""A program of its own: a workbook comes in on standard input, its sheets go out on standard output.

A sheet with one cell in its last row and column has a place for seventeen thousand million, and
whoever opens it as a table runs out of memory, which ends the process. That process is this one,
within bounds of memory and time, and not the site.
"""

import io
import pickle
import resource
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

import python_calamine as calamine

#: A list of a million people in twenty columns takes 2 GB.
MOST_MEMORY = 4 * 1024**3
#: It takes half a minute, and some 60 MB; a machine may be slow. Less has less time: the library
#: may go round in what is spoilt without an end.
MOST_SECONDS = 240
LEAST_SECONDS, SECONDS_A_MB = 20, 10
#: A million people in forty columns; what is opened here has to be held by the site afterwards.
MOST_CELLS = 40_000_000
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
#: An encoding that nobody knows is a LookupError.
_SPOILT = (expat.ExpatError, zipfile.BadZipFile, zlib.error, NotImplementedError, LookupError)
TOO_LARGE = 3  # exit code

Sheets = list[tuple[str, list[list[Any]]]]


def sheets(content: bytes) -> Sheets:
    """Return the name and the cells of each sheet."""
    _require_an_end(content)
    book = calamine.load_workbook(io.BytesIO(content))
    return [(name, cells(book.get_sheet_by_name(name))) for name in book.sheet_names]


def _require_an_end(content: bytes) -> None:
    """Refuse an OpenDocument sheet that is cut within: the library looks for its end for ever."""
    file = io.BytesIO(content)
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as parts:
        if _CONTENT not in parts.namelist():
            return
        if _MANIFEST in parts.namelist() and b"encryption-data" in parts.read(_MANIFEST):
            raise calamine.PasswordError  # its content is no XML, which the library calls damaged
        try:
            expat.ParserCreate().ParseFile(parts.open(_CONTENT))
        except _SPOILT as error:
            raise ValueError(f"{_CONTENT} is not whole") from error


def cells(sheet: calamine.CalamineSheet) -> list[list[Any]]:
    """Return the cells; one that spans rows says the same in each of them."""
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise MemoryError
    rows = [[storable(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # one may be merged beside or below all that is written
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def storable(cell: Any) -> Any:
    """Return a cell without null characters, which no database keeps; text files have none."""
    return cell.replace("\0", "") if isinstance(cell, str) and "\0" in cell else cell


def answer(content: bytes) -> Sheets | str:
    """Return the sheets, or the code of the sentence that says why there are none."""
    try:
        return sheets(content)
    except calamine.PasswordError:
        return "password"
    except (calamine.CalamineError, OSError, ValueError):
        return "damaged"
    except MemoryError:
        sys.exit(TOO_LARGE)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # no Exception: the library's own fault
            return "damaged"
        raise


def _limit(what: int, most: int) -> None:
    """Set a bound; a service may have a narrower one, which cannot be widened."""
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def seconds_for(size: int) -> int:
    """Return how many seconds of the processor a workbook of so many bytes may take."""
    return min(LEAST_SECONDS + SECONDS_A_MB * size // 2**20, MOST_SECONDS)


def main() -> None:
    """Answer for one workbook."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    content = sys.stdin.buffer.read()
    _limit(resource.RLIMIT_CPU, seconds_for(len(content)))
    said = answer(content)
    pickle.dump(said, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
