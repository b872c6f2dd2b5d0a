"""An installation of the process's own, in a folder that goes with it."""

import atexit
import os
import shutil
import tempfile


def set_up() -> None:
    """Set Django up on an empty folder; nobody's own installation is touched."""
    import django

    home = tempfile.mkdtemp(prefix="firebreak-fuzz-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["FIREBREAK_HOME"] = home
    os.environ.pop("FIREBREAK_DATABASE", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "firebreak.settings"
    django.setup()
