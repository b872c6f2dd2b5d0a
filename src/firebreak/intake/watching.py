"""A folder that is watched: what lies in it goes into the inbox, and is then moved aside.

A file is taken only when nobody writes to it any more. It is moved after it was kept, so that one
that was kept and not moved (the machine stopped in between) is found kept the next time, and moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firebreak.intake.archives import parts_of
from firebreak.intake.detect import MOST_BYTES
from firebreak.intake.receiving import Received, receive, receive_too_large
from firebreak.records.models import Reading, Unit

TAKEN, REFUSED = "taken", "refused"
#: What programs that are still writing call their files.
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")
LOCKS = ("~$", ".")
#: A file that did not change for so long is whole: a copy over a slow line writes more often.
SETTLED_SECONDS = 5.0
#: An empty file may be one that a program has just begun: what it writes may still be to come.
EMPTY_SECONDS = 60.0


@dataclass
class Folder:
    """
    A folder that is looked at again and again.

    Attributes
    ----------
    path
        The folder. Files in folders within it are not looked at, nor are links.
    unit
        Whose inbox it fills.
    """

    path: Path
    unit: Unit
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _told: set[Path] = field(default_factory=set)

    def take(self, now: float, settled: float = SETTLED_SECONDS) -> Iterator[tuple[Path, Received]]:
        """
        Take every file that is whole into the inbox, and move it aside.

        Parameters
        ----------
        now
            The time of the file system, in seconds.
        settled
            For how many seconds a file must not have changed.
        """
        for path in sorted(self.path.iterdir()):
            if self._is_whole(path, now, settled) and (received := self._received(path)):
                is_refused = any(one.reading.problem for one in received)
                self._move(path, REFUSED if is_refused else TAKEN)
                yield from ((path, one) for one in received)

    def waiting(self) -> int:
        """Return how many files are left that a later look would take."""
        return sum(map(_is_looked_at, self.path.iterdir()))

    def passed_over(self) -> tuple[int, int]:
        """
        Return how many folders and how many links lie in it that are not looked at.

        Each is counted once, as long as it lies there: a log need not say it every two seconds.
        """
        here = set(filter(_is_passed_over, self.path.iterdir()))
        new = here - self._told
        self._told = here
        links = sum(path.is_symlink() for path in new)
        return len(new) - links, links

    def _is_whole(self, path: Path, now: float, settled: float) -> bool:
        """Whether nobody writes to it: it is old enough, and as it was at the last look."""
        if not _is_looked_at(path):
            return False
        stat = path.stat()
        looks_like = (stat.st_size, stat.st_mtime_ns)
        before = self._seen.get(path)
        self._seen[path] = looks_like
        old = settled if stat.st_size else max(settled, EMPTY_SECONDS)
        return now - stat.st_mtime >= old and before in (None, looks_like)

    def _received(self, path: Path) -> list[Received]:
        how: Any = {"by": None, "channel": Reading.Channel.FOLDER, "unit": self.unit}
        try:
            if path.stat().st_size > MOST_BYTES:
                return [receive_too_large(path, **how)]
            content = path.read_bytes()
        except FileNotFoundError:  # another watcher was quicker
            return []
        parts = parts_of(content, path.name)
        return [receive(part.content, name=part.name, **how) for part in parts]

    def _move(self, path: Path, where: str) -> None:
        self._seen.pop(path, None)
        aside = self.path / where
        aside.mkdir(exist_ok=True)
        try:
            path.replace(_free(aside / path.name))
        except FileNotFoundError:  # another watcher was quicker
            return


def _is_looked_at(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    return not path.name.startswith(LOCKS) and not path.name.lower().endswith(UNFINISHED)


def _is_passed_over(path: Path) -> bool:
    """Whether somebody may think that it is taken: a link, or a folder that is not one of ours."""
    if path.name.startswith(LOCKS):
        return False
    return path.is_symlink() or (path.is_dir() and path.name not in (TAKEN, REFUSED))


def _free(path: Path) -> Path:
    """The path, or the next one of that name that is not taken."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem} ({number})")
    return free
