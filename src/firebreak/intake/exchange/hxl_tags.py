"""The tags of the Humanitarian Exchange Language under which counts go out and come in.

References
----------
HXL Standard 1.1, hxlstandard.org: a row of hashtags with attributes below the headings says what
each column holds; the order of attributes says nothing.
"""

DATE = "#date+reported"
UNIT = "#adm2+name"
CODE = "#adm2+code"
#: who counted it, on every row: two files put together still say of each figure whose it is
SOURCE = "#meta+source"
#: measure of the record -> its tag
MEASURES = {
    "new_confirmed": "#affected+infected+confirmed+new",
    "confirmed": "#affected+infected+confirmed",
    "new_suspected": "#affected+infected+suspected+new",
    "suspected": "#affected+infected+suspected",
    "new_recovered": "#affected+recovered+new",
    "recovered": "#affected+recovered",
    "new_died": "#affected+killed+new",
    "died": "#affected+killed",
    "contacts": "#affected+contacts",
    "contacts_released": "#affected+contacts+released",
    "contacts_observed": "#affected+contacts+observed",
}


def parts(tag: str) -> frozenset[str]:
    """
    Return hashtag and attributes of a tag, which say the same in any order and case.

    Examples
    --------
    >>> parts("#Affected +new+infected") == parts("#affected+infected+new")
    True
    """
    return frozenset(tag.lower().replace(" ", "").split("+"))
