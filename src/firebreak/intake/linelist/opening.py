"""A program of its own: a workbook comes in on standard input, its sheets go out on standard output.

A sheet with one cell in its last row and column has a place for seventeen thousand million, and
whoever opens it as a table runs out of memory, which ends the process. That process is this one,
within bounds of memory and time, and not the site.
"""

import io
import pickle
import resource
import sys
from typing import Any

import python_calamine as calamine

#: A list of a million people in twenty columns takes 2 GB.
MOST_MEMORY = 4 * 1024**3
#: It takes half a minute; a machine may be slow.
MOST_SECONDS = 240
#: A million people in forty columns; what is opened here has to be held by the site afterwards.
MOST_CELLS = 40_000_000
TOO_LARGE = 3  # exit code

Sheets = list[tuple[str, list[list[Any]]]]


def sheets(content: bytes) -> Sheets:
    """Return the name and the cells of each sheet."""
    book = calamine.load_workbook(io.BytesIO(content))
    return [(name, cells(book.get_sheet_by_name(name))) for name in book.sheet_names]


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


def main() -> None:
    """Answer for one workbook."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)
    said = answer(sys.stdin.buffer.read())
    pickle.dump(said, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
