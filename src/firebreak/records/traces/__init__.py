"""Traces: the feeds' index of stays and the record's own, asked about cases.

`ids.py` says what the ids of the one space mean, `stays.py` lays the record over the feeds,
`spans.py` says over which time a case is traced, `asking.py` asks. A meeting is no claim of
infection. Whatever is asked is noted (`actions/lookups.py`).
"""
