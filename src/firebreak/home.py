"""The folder that holds an installation: its database, its keys, its files.

`FIREBREAK_HOME` names it. Without that, it lies beside the checkout when the program runs from
one (`firebreak-home` beside `firebreak`, so that cleaning or copying the source touches no
patient's record), and is the platform's data folder otherwise. Keys are made once, readable by their
owner only. Whoever loses `keys.json` loses the encrypted identifiers, so it belongs in the backup.
"""

import base64
import json
import os
import secrets
from functools import cache
from pathlib import Path

import platformdirs

CHECKOUT = Path(__file__).resolve().parents[2]


class HomeError(RuntimeError):
    """The folder cannot be made, read, or written."""


def folder() -> Path:
    """
    Return the folder of this installation, made if it is not there yet.

    Raises
    ------
    HomeError
        It cannot be made or written.
    """
    path = _named_folder()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"The folder {path} cannot be made: {error.strerror}.\n"
            f"Set FIREBREAK_HOME to a folder that you may write to."
        ) from error
    if not os.access(path, os.W_OK):
        raise HomeError(
            f"The folder {path} cannot be written to.\n"
            f"Set FIREBREAK_HOME to a folder that you may write to."
        )
    return path


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
        raise HomeError(_unusable(path)) from error
    if not isinstance(found, dict) or set(found) != set(_new_keys()):
        raise HomeError(_unusable(path))
    return found


def _unusable(path: Path) -> str:
    return (
        f"The keys in {path} cannot be read.\n"
        f"Put the file back from your backup; new keys could not read what is stored."
    )


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
