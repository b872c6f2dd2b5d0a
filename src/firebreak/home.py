"""The folder that holds an installation: its database, its keys, its files.

`FIREBREAK_HOME` names it. Without that, it lies beside the checkout when the program runs from
one (`firebreak-home` beside `firebreak`, so that cleaning or copying the source touches no
patient's record), and is the platform's data folder otherwise. Keys are made once, readable by their
owner only. Whoever loses `keys.json` loses the encrypted identifiers, so it belongs in the backup.
"""

import atexit
import base64
import json
import os
import secrets
import tempfile
from functools import cache
from pathlib import Path

import platformdirs


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators; Django's own needs settings, which need this file."""
    return sentence


DATABASE = "firebreak.sqlite3"
CHECKOUT = Path(__file__).resolve().parents[2]
CANNOT_BE_MADE = gettext_noop(
    "The folder {path} cannot be made: {reason}.\n"
    "Set FIREBREAK_HOME to a folder that you may write to."
)
CANNOT_BE_WRITTEN = gettext_noop(
    "The folder {path} cannot be written to.\nSet FIREBREAK_HOME to a folder that you may write to."
)
UNUSABLE_KEYS = gettext_noop(
    "The keys in {path} cannot be read.\n"
    "Put the file back from your backup; new keys could not read what is stored."
)


class HomeError(RuntimeError):
    """
    The folder cannot be made, read, or written.

    Parameters
    ----------
    sentence
        What is wrong and what to do, with places for what was `told`: whoever shows it translates it.
    told
        What stands in these places.
    """

    def __init__(self, sentence: str, **told: object) -> None:
        super().__init__(sentence.format(**told))
        self.sentence, self.told = sentence, told


class _Way:
    """How this process uses the folder."""

    only_reads = False


def only_read() -> None:
    """Let this process, which keeps nothing, do with a folder that cannot be made or written."""
    _Way.only_reads = True


def is_read_only() -> bool:
    """Say whether the folder is used as it lies, because nothing in it can be written."""
    return _Way.only_reads and not os.access(folder(), os.W_OK)


def folder() -> Path:
    """
    Return the folder of this installation, made if it is not there yet.

    For a process that only reads, one that cannot be written is that folder still; where there is
    no installation in it, a new one that is gone with the process stands in.

    Raises
    ------
    HomeError
        It cannot be made or written.
    """
    path = _named_folder()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if _Way.only_reads:
            return _passing()
        raise HomeError(CANNOT_BE_MADE, path=path, reason=error.strerror) from error
    if os.access(path, os.W_OK):
        return path
    if _Way.only_reads:
        return path if _is_installed(path) else _passing()
    raise HomeError(CANNOT_BE_WRITTEN, path=path)


def _is_installed(path: Path) -> bool:
    """Whether a folder has its keys, and its database if that is a file."""
    has_database = (path / DATABASE).exists() or "FIREBREAK_DATABASE" in os.environ
    return has_database and (path / "keys.json").exists()


@cache
def _passing() -> Path:
    """A folder that is removed when the process ends."""
    made = tempfile.TemporaryDirectory(prefix="firebreak-")
    atexit.register(made.cleanup)
    return Path(made.name)


def _named_folder() -> Path:
    named = os.environ.get("FIREBREAK_HOME")
    if named:
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT.parent / f"{CHECKOUT.name}-home"
    return Path(platformdirs.user_data_dir("firebreak", appauthor=False))


@cache
def keys() -> dict[str, str]:
    """
    Return the keys of this installation, made at the first call.

    Returns
    -------
    dict of str
        `django` signs sessions and with `salt` encrypts identifiers; `index` keys the look-up
        of encrypted identifiers.

    Raises
    ------
    HomeError
        The file is there but is not what this program wrote.
    """
    path = folder() / "keys.json"
    if not path.exists():
        _write_once(path, json.dumps(_new_keys(), indent=1))
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise HomeError(UNUSABLE_KEYS, path=path) from error
    if not isinstance(found, dict) or set(found) != set(_new_keys()):
        raise HomeError(UNUSABLE_KEYS, path=path)
    return found


def _new_keys() -> dict[str, str]:
    return {
        "django": secrets.token_urlsafe(50),
        "salt": base64.urlsafe_b64encode(secrets.token_bytes(16)).decode(),
        "index": secrets.token_urlsafe(32),
    }


def _write_once(path: Path, text: str) -> None:
    # Two processes may start at once: the first to link its file wins, the other reads it.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, "utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
