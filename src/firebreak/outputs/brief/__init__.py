"""The day's orders on one page, as a duty head hands them to the mayor at 08:00.

`make.py` gathers them from a situation into frozen values (`facts.py`); `numbers.py` counts,
`clocks.py` says who holds what, `names.py` calls people by case number and surname only. `text.py`,
`html.py` and `as_json.py` write the same values down. `keeping.py` keeps those of a large city. A brief states times and counts; it says
late, missing and corrected, and never why somebody was late.
"""

from firebreak.outputs.brief.as_json import as_json
from firebreak.outputs.brief.facts import Brief
from firebreak.outputs.brief.html import as_html
from firebreak.outputs.brief.make import brief, brief_at, yesterday
from firebreak.outputs.brief.text import as_text

__all__ = ["Brief", "as_html", "as_json", "as_text", "brief", "brief_at", "yesterday"]
