"""Protocol rules and events -> duties: what is due, since when, by when, and who holds it.

No list of things to do is kept anywhere: a duty is done when the record that fulfils it exists.

`protocols.py` is the editions, `clocks.py` the duties under them, `rounds.py` those that recur,
`criteria.py` the first case and the cluster that start clocks of their own, `observation.py` the
end of an observation and the window of a contact, `edition_change.py` the work a new edition makes.
"""
