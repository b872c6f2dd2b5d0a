"""The demo city: invented people around the facts of one newspaper page.

`story.py` holds what happens, `city.py` where; `course.py`, `contacts.py` and `posts.py` work it
out into what each office wrote down (`diary.py`), and `loading.py` writes that into the record.
"""

from typing import Any

__all__ = ["NotEmptyError", "is_loaded", "load", "logins"]


def __getattr__(name: str) -> Any:
    # Records can be imported only once Django is set up; the package itself at any time.
    from importlib import import_module

    homes = {"logins": "staff"}
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = import_module(f"firebreak.demo.{homes.get(name, 'loading')}")
    return getattr(found, name)
