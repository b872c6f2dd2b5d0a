"""Who met whom, from stays: forward from a case, back from many, everybody with everybody.

Comes in: `stays` (and the places they name). Goes out: meetings, each with the rule that made it a
contact. A meeting is no claim of infection: who infected whom is `chains`.
"""
