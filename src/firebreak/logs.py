"""How faults are written to the log: what broke and where, never whom it was about.

PostgreSQL puts the whole failing row into its error ("DETAIL: Failing row contains …"), names and
telephone numbers among it. Those lines are left out.
"""

import logging
import re

#: What a database adds to an error and may quote values in.
QUOTING = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*", re.MULTILINE)


class Plain(logging.Formatter):
    """
    A formatter without the rows that a database quotes.

    Examples
    --------
    >>> record = logging.makeLogRecord({"msg": "null value\\nDETAIL:  Failing row contains (冯某六)."})
    >>> Plain("%(message)s").format(record)
    'null value\\nDETAIL: left out'
    """

    def format(self, record: logging.LogRecord) -> str:
        return QUOTING.sub(r"\1: left out", super().format(record))
