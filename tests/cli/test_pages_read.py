"""The server reads the code of its pages before anybody asks for one."""

import subprocess
import sys

PROGRAM = """
import sys
from firebreak.cli.serve import read_pages
import django
django.setup()
before = "firebreak.site.duplicates.views" in sys.modules
read_pages()
print(before, "firebreak.site.duplicates.views" in sys.modules)
"""


def test_all_pages_are_read_at_once(environment):
    own = {**environment, "DJANGO_SETTINGS_MODULE": "firebreak.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=own, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
