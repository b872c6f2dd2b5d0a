"""Cases that belong together: by the definition in force, and by what chance does not explain.

`counted.py` takes the cases that count, `links.py` what links them on record, `chance.py` what they
share beyond chance, `groups.py` makes groups of links; `find.py` puts them together.
"""
