"""Entering facts: one short form per fact, each in under a minute on a phone.

`page.py` is what every entry does (who may, once only, nothing typed is lost, what was saved);
`about.py` reads whom or what the page is about; `choosing.py` asks if that is not known;
`people.py` finds or registers the person; `times.py` reads times as people write them;
`kept.py` asks where the record has somebody elsewhere;
`forms/` and `views/` hold one file per subject. What can be derived is not asked.
"""
