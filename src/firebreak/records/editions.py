"""The protocol editions of this installation: those that come with Firebreak, and its own.

Its own are files in the folder `editions` of the home, put there by `firebreak editions add`, which
refuses one with a mistake. They are read once, and again when a file there changes.
"""

import shutil
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from firebreak import home
from firebreak.engine.duties.protocols import (
    Edition,
    NoEditionError,
    Protocols,
    load_protocols,
)


def protocols() -> Protocols:
    """Return the editions that may apply here."""
    return _load(tuple((path, path.stat().st_mtime_ns) for path in own_files()))


def governing(pathogen: str, at: datetime, family: str) -> Edition | None:
    """Return the edition of a family that governs at an instant; None if none is on file."""
    try:
        return protocols().governing(pathogen, at, family)
    except NoEditionError:
        return None


def own_files() -> list[Path]:
    """Return the files of this installation's own editions."""
    folder = home.folder() / "editions"
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def add(file: Path) -> Protocols:
    """
    Take a file of an edition into use; return it and all the others.

    A file of the same name is replaced.

    Raises
    ------
    ProtocolError
        It has a mistake, or contradicts an edition in use; nothing is taken.
    """
    others = [path for path in own_files() if path.name != file.name]
    loaded = load_protocols(*others, file)
    folder = home.folder() / "editions"
    folder.mkdir(exist_ok=True)
    draft = folder / f"{file.name}.new"
    shutil.copyfile(file, draft)
    draft.replace(folder / file.name)
    return loaded


@lru_cache(maxsize=2)
def _load(files: tuple[tuple[Path, int], ...]) -> Protocols:
    return load_protocols(*(path for path, _changed in files))
