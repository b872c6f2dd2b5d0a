"""What the compiled loops work on: the problem, the tables made of it, the state, the sums."""

from typing import NamedTuple

import numpy as np

FREE, EXCLUDED, ESTABLISHED = 0, 1, 2  # what an investigation says of a pair
UNTIMED = -1  # nothing says on which days the two met
UNSEQUENCED = -1
FINE = float(1 << 52)  # steps of the fixed-point sums: exact to add and to take away again


class Problem(NamedTuple):
    """
    The data; nothing in it changes while the sampler runs.

    Pairs are in the order of their infectees: those of case c are `from_pair[c]` to
    `from_pair[c + 1]`, by infector. `as_infector` lists them by infector instead.
    """

    earliest: np.ndarray  # int64[cases], day of infection
    latest: np.ndarray
    first: np.ndarray  # int64[cases + 1]: where a case's days begin in onset_log
    onset_log: np.ndarray  # float64
    isolated: np.ndarray  # int64[cases]
    outside: np.ndarray  # float64[cases]: what is on record of an infection outside the list
    closed: np.ndarray  # uint8[cases]: 1, nobody but the pairs listed may be the infector
    infector: np.ndarray  # int64[pairs]
    infectee: np.ndarray
    from_pair: np.ndarray  # int64[cases + 1]
    as_infector: np.ndarray  # int64[pairs]
    from_infector: np.ndarray  # int64[cases + 1]
    category: np.ndarray  # int64[pairs]: what is on record of the two; 0 is nothing
    verdict: np.ndarray  # uint8[pairs]: FREE, EXCLUDED, ESTABLISHED
    covered_from: np.ndarray  # int64[pairs]: where its days begin in covered, or UNTIMED
    covered: np.ndarray  # uint8: code of how well a day agrees with when they met
    distance: np.ndarray  # int64[pairs]: mutations, or UNSEQUENCED
    between: np.ndarray  # float64[generations, isolated after, delay]
    pairs_on_record: np.ndarray  # float64[categories]: pairs of each, whoever infected whom
    timing: np.ndarray  # float64[codes]: how much more probable such a meeting is on a link
    apart_log: np.ndarray  # float64[distances]: what a pair that is no link has instead
    background: bool  # pairs that are not listed are weighed all together
    imports: int  # how many came from outside, or -1: not known
    scaled: bool  # other pairs are on record at a fraction of the rate of links
    span: int  # days over which cases come in from outside
    turning: np.ndarray  # int64: pairs on record of which either may have infected the other
    first_row: int  # rows of between before this one are never asked for


class Tables(NamedTuple):
    """Weights of links, each for every temperature; made anew when a parameter changes."""

    power: np.ndarray  # float64[temperatures]
    between: np.ndarray  # the problem's, to the power
    onset: np.ndarray  # float64[temperatures, days of all cases], logarithms times the power
    timing: np.ndarray
    share: np.ndarray  # float64[temperatures, generations]: prior of so many generations
    direct: np.ndarray  # float64[temperatures, isolated after, delay]: one generation
    unseen: np.ndarray  # ... more than one
    unseen_cases: np.ndarray  # ... times the cases between
    others: np.ndarray  # ... both, for a pair without evidence
    others_fine: np.ndarray  # int64, the same in steps of 1 / FINE
    record: np.ndarray  # float64[temperatures, categories]
    mutations: np.ndarray  # float64[temperatures, generations, distances]
    outside: np.ndarray  # float64[temperatures, cases]: weight of an infector outside the list


class State(NamedTuple):
    """Where each temperature is: days of infection, and what goes with them."""

    day: np.ndarray  # int64[temperatures, cases]
    links: np.ndarray  # float64[temperatures, cases]: sum of the weights of its pairs
    infector: np.ndarray  # int64: as drawn last; -1 outside
    generations: np.ndarray
    pinned: np.ndarray  # int64: infector among the others, or -1: summed out
    pinned_head: np.ndarray  # int64: linked list of whom a case is pinned to
    pinned_next: np.ndarray
    pinned_before: np.ndarray
    day_head: np.ndarray  # int64[temperatures, days]: linked list of who was infected that day
    day_next: np.ndarray
    day_before: np.ndarray
    day_count: np.ndarray
    pressure: np.ndarray  # int64[temperatures, days]: weight of all as infectors, as if unlisted
    parameters: np.ndarray  # float64[temperatures, PARAMETERS]
    linked_rate: np.ndarray  # float64[temperatures, categories]
    other_rate: np.ndarray


class Sums(NamedTuple):
    """What is added up over sweeps, of the true posterior only."""

    link: np.ndarray  # float64[pairs]
    unseen: np.ndarray  # float64[pairs]: unseen cases on it
    outside: np.ndarray  # float64[cases]
    others: np.ndarray  # float64[cases]
    tried: np.ndarray  # float64: how often each kind of move was tried, and taken
    taken: np.ndarray


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
MOVED, TURNED, TEMPERED = (
    0,
    1,
    2,
)  # the rest are exchanges of temperatures, the true posterior's first


class Scratch(NamedTuple):
    """Room to reckon in."""

    log: np.ndarray  # float64[RUN]
    product: np.ndarray
    offer: np.ndarray  # float64[RUN, cases]
    forests: np.ndarray  # float64[cases + 1, imports + 1]
    joint: np.ndarray  # float64[temperatures]
    counts: np.ndarray  # float64[generations + 1]
    logs: np.ndarray
    linked: np.ndarray  # float64[categories]
    wide: np.ndarray  # float64[4, WIDE]
    cells: np.ndarray  # float64[WIDE * WIDE]
