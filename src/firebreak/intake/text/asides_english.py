"""What an English text says by the way that an earlier report gave: (an earlier report gave 3 February).

Nothing of it is read. A sentence that is a correction is `corrections_english.py`, which takes the
words for values from here.
"""

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? (?:19|20)\d\d)?"
SEX = r"(?:(?:an? )?(?P<female>female|woman|girl)|(?:an? )?(?:male|man|boy))\b"
AGE = r"(?:aged )?(?<![\d/#])(?<!case )(?<!patient )(?<!number )(?<!no\. )\d{1,3}\b(?![ ,]*(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|cases|contacts|people|hours|%))(?: years?)?(?: old| of age)?"
_SEXES = SEX.replace("?P<female>", "?:")
VALUE = rf"(?:{DAY}|{_SEXES}|{AGE})"
REPORT = r"(?:earlier|previous|first|initial|original|yesterday['’]s|last) (?:report|bulletin|notice|statement|version|announcement)s?"
_ASIDE = re.compile(
    rf"[(,;] ?(?:(?:an|the|our) )?{REPORT} (?:gave|said|stated|put|listed|had|reported)[^.;,\n()]*?{VALUE}\)?"
)


def blanked_asides(plain: str) -> str:
    """
    Return a text without what it says by the way that an earlier report gave.

    Examples
    --------
    >>> blanked_asides("confirmed on 1 february (an earlier report gave 3 february).").rstrip(" .")
    'confirmed on 1 february'
    """
    return _ASIDE.sub(lambda aside: " " * len(aside[0]), plain)
