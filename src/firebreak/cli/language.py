"""The language the command speaks: `--lang`, else FIREBREAK_LANG, else that of the terminal.

Help must be readable before there is an installation, so the standard library reads the catalogue,
which click's own sentences come from as well. Inside a command Django speaks the same language.
"""

import gettext as catalogue
import os
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[1] / "locale"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
_FOLDERS = {"zh": "zh_Hans", "en": "en"}


def chosen(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """
    Return "zh" or "en".

    Parameters
    ----------
    arguments
        As typed after the command's name.
    environment
        FIREBREAK_LANG, then LC_ALL, LC_MESSAGES and LANG, the first that is set.

    Examples
    --------
    >>> chosen(["brief", "--lang", "zh"], {"LANG": "en_GB.UTF-8"})
    'zh'
    >>> chosen(["brief"], {"LANG": "zh_CN.UTF-8"}), chosen([], {})
    ('zh', 'en')
    """
    named = ("FIREBREAK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = _asked(arguments) or next((environment[n] for n in named if environment.get(n)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def speak(language: str) -> None:
    """Let click and `gettext` speak a language from here on."""
    os.environ["LANGUAGE"] = _FOLDERS[language]
    catalogue.bindtextdomain("django", str(CATALOGUES))
    catalogue.textdomain("django")


def gettext(text: str) -> str:
    """Return a sentence of the command in the language chosen."""
    return catalogue.gettext(text) if text else text


def gettext_noop(text: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return text


def _asked(arguments: Sequence[str]) -> str | None:
    """What `--lang` says, wherever it stands: help is shown before options are read."""
    for word, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if word == "--":
            return None
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None
