"""What the compiled loops work on: the problem, the tables made of it, the state, the sums."""

from typing import NamedTuple

import numpy as np

FREE, EXCLUDED, ESTABLISHED = 0, 1, 2  # what an investigation says of a pair
UNTIMED = -1  # nothing says on which days the two met
UNSEQUENCED = -1
FINE = float(1 << 52)  # steps of the fixed-point sums: exact to add and to take away again


def _of(words: str, kind: type) -> list[tuple[str, type]]:
    return [(word, kind) for word in words.split()]


#: What belongs together lies together: one look at memory for a case, and few arrays to hand over,
#: which is most of what compiling takes.
CASE = np.dtype(
    [
        *_of("earliest latest", np.int64),  # days of infection
        ("first", np.int64),  # where its days begin in Tables.onset
        ("isolated", np.int64),  # day
        *_of("pairs_from pairs_until", np.int64),  # its pairs as infectee
        *_of("children_from children_until", np.int64),  # in as_infector
        ("closed", np.int64),  # 1: nobody but the pairs listed may be the infector
        ("outside", np.float64),  # what is on record of an infection outside the list
    ]
)
PAIR = np.dtype(
    [
        *_of("infector infectee", np.int64),
        ("category", np.int64),  # what is on record of the two; 0 is nothing
        ("verdict", np.int64),  # FREE, EXCLUDED, ESTABLISHED
        ("covered_from", np.int64),  # where its days begin in covered, or UNTIMED
        ("distance", np.int64),  # mutations, or UNSEQUENCED
    ]
)
CELL = np.dtype(  # weights of a link by the infector's isolation and the delay
    [
        ("direct", np.float64),  # one generation
        ("unseen", np.float64),  # more than one
        ("unseen_cases", np.float64),  # ... times the cases between
        ("others", np.float64),  # both, for a pair without evidence
        ("others_fine", np.int64),  # the same in steps of 1 / FINE
    ]
)
SEAT = np.dtype(
    [
        ("day", np.int64),  # of infection
        *_of("infector generations", np.int64),  # as drawn last; -1 outside
        ("pinned", np.int64),  # infector among the others, or -1: summed out
        *_of("pinned_head pinned_next pinned_before", np.int64),  # list of who is pinned to whom
        *_of("day_next day_before", np.int64),  # list of who was infected that day
        ("links", np.float64),  # sum of the weights of its pairs
    ]
)
DAY = np.dtype(
    [
        *_of("head count", np.int64),  # of the list of who was infected that day
        ("pressure", np.int64),  # weight of all as infectors, as if unlisted
    ]
)
RATE = np.dtype(_of("linked other", np.float64))
PAIR_SUM = np.dtype(_of("link unseen", np.float64))  # ... unseen cases on it
CASE_SUM = np.dtype(_of("outside others", np.float64))
MOVE = np.dtype(_of("tried taken", np.float64))


class Problem(NamedTuple):
    """
    The data; nothing in it changes while the sampler runs.

    Pairs are in the order of their infectees, by infector. `as_infector` lists them by infector
    instead.
    """

    cases: np.ndarray  # CASE[cases]
    pairs: np.ndarray  # PAIR[pairs]
    as_infector: np.ndarray  # int64[pairs]
    covered: np.ndarray  # uint8: code of how well a day agrees with when they met
    pairs_on_record: np.ndarray  # float64[categories]: pairs of each, whoever infected whom
    apart_log: np.ndarray  # float64[distances]: what a pair that is no link has instead
    turning: np.ndarray  # int64: pairs on record of which either may have infected the other
    background: bool  # pairs that are not listed are weighed all together
    imports: int  # how many came from outside, or -1: not known
    scaled: bool  # other pairs are on record at a fraction of the rate of links
    span: int  # days over which cases come in from outside
    first_row: int  # rows of Tables.cells before this one are never asked for
    free_row: int  # the row of an infector who was not isolated in time


class Chances(NamedTuple):
    """Likelihoods that the tables are made of."""

    onset_log: np.ndarray  # float64[days of all cases]
    between: np.ndarray  # float64[generations, isolated after, delay]
    timing: np.ndarray  # float64[codes]: how much more probable such a meeting is on a link


class Tables(NamedTuple):
    """Weights of links, each for every temperature; made anew when a parameter changes."""

    power: np.ndarray  # float64[temperatures]
    between: np.ndarray  # the chances, to the power
    onset: np.ndarray  # float64[temperatures, days of all cases], logarithms times the power
    timing: np.ndarray
    share: np.ndarray  # float64[temperatures, generations]: prior of so many generations
    cells: np.ndarray  # CELL[temperatures, isolated after, delay]
    record: np.ndarray  # float64[temperatures, categories]
    mutations: np.ndarray  # float64[temperatures, generations, distances]
    outside: np.ndarray  # float64[temperatures, cases]: weight of an infector outside the list


class State(NamedTuple):
    """Where each temperature is: days of infection, and what goes with them."""

    seats: np.ndarray  # SEAT[temperatures, cases]
    days: np.ndarray  # DAY[temperatures, days]
    parameters: np.ndarray  # float64[temperatures, PARAMETERS]
    rates: np.ndarray  # RATE[temperatures, categories]


class Sums(NamedTuple):
    """What is added up over sweeps, of the true posterior only."""

    pairs: np.ndarray  # PAIR_SUM[pairs]
    cases: np.ndarray  # CASE_SUM[cases]
    moves: np.ndarray  # MOVE: how often each kind of move was tried, and taken


class Kept(NamedTuple):
    """Draws, one row for each."""

    infector: np.ndarray
    generations: np.ndarray
    day: np.ndarray
    parameters: np.ndarray
    linked_rate: np.ndarray
    other_rate: np.ndarray


REPORTING, IMPORTED, MUTATIONS, FALSE_CONTACTS = 0, 1, 2, 3
PARAMETERS = 4
#: Kinds of moves: at SHARE of reporting, then of imports; from TEMPERED on exchanges of temperatures,
#: the true posterior's first.
MOVED, TURNED, SHARE, TEMPERED = 0, 1, 2, 4


class Scratch(NamedTuple):
    """Room to reckon in."""

    log: np.ndarray  # float64[WIDE]
    product: np.ndarray
    offer: np.ndarray  # float64[RUN, cases]
    forests: np.ndarray  # float64[cases + 1, imports + 1]
    joint: np.ndarray  # float64[temperatures]
    counts: np.ndarray  # float64[generations + 1]
    logs: np.ndarray
    linked: np.ndarray  # float64[categories]
    seat: np.ndarray  # SEAT[1]
    day: np.ndarray  # DAY[1]
    rate: np.ndarray  # RATE[1]
    wide: np.ndarray  # float64[4, WIDE]
    cells: np.ndarray  # float64[WIDE * WIDE]
