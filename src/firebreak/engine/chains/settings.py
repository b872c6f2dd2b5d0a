"""What is assumed before the data are seen, and how long the sampler runs."""

from dataclasses import dataclass

from firebreak.engine.chains.errors import ChainsError


@dataclass(frozen=True)
class Settings:
    """
    Priors of the model and length of the run.

    Attributes
    ----------
    reporting
        Beta prior of the probability that a case is in the list. (10, 1) as in outbreaker2
        (Campbell et al. 2018, BMC Bioinformatics 19:363): most are.
    imported
        Beta prior of the probability that a case was infected outside the list.
    days_lost
        Days that each unseen case takes off the time between two cases. outbreaker2 1.1.4 loses
        one (three generations of exactly 3 days take 7 there); 1 is for comparing with it only.
    imports
        How many cases were infected outside the list, where that is known; None: inferred.
    generations
        The longest chain between two cases of the list; 5, as in outbreaker2, is four unseen.
    recorded_links, recorded_others
        Dirichlet priors of how a pair is on record, (nothing, anything): pairs of which one
        infected the other, and all other pairs. Worth a few pairs each: what the list itself says
        soon outweighs them.
    scaled_contacts
        outbreaker2's form instead: other pairs are on record at a uniform fraction of the rate
        of links, itself uniform.
    isolation_leak
        Relative infectiousness after isolation. Above 0, so that one wrong date does not forbid
        the true link.
    wrong_time
        Probability that a link's recorded contact is dated to days other than the infection.
    contact_window_days
        Contacts are asked for over about this many days (14: the longest common window), so a
        contact that covers the day of infection tells more the shorter it is.
    sequenced_sites
        Length of the sequences, for outbreaker2's own likelihood of mutations: of the very sites
        that differ, k times as probable over k generations (Campbell et al. 2019), whatever
        distance other pairs are at. None: a Poisson number per generation, against how common
        that distance is among all pairs.
    mutations
        Gamma prior (shape, rate) of the mutations per generation.
    said_local
        Probability that a case from outside the list is on record as not imported: somebody
        local, but unseen, may have infected him.
    span_days
        Cases from outside were infected uniformly over this many days from `day_zero`; None: all
        days on which anybody can have been infected.
    undated_days
        How long before his first date (confirmed, reported, isolated) a case without onset may
        have been infected: incubations of 14 days, and as long until a test.
    all_pairs_up_to
        Up to this many cases, every pair is weighed by itself; above, those with evidence are,
        and all others together.
    largest_place
        A place or household shared by more cases than this says little of who infected whom.
    tempered_up_to
        Up to this many cases there are tempered copies. Above, steps that are still exchanged are
        so small that copies find the same trees, at the same cost again.
    draws, sweeps, warm_up, starts, temperatures
        Draws kept over all starts; sweeps of each start after and before; how many copies of each
        start there are, the first the posterior itself and each next one tempered further.
    """

    reporting: tuple[float, float] = (10.0, 1.0)
    imported: tuple[float, float] = (1.0, 4.0)
    imports: int | None = None
    generations: int = 5
    days_lost: int = 0
    recorded_links: tuple[float, float] = (1.0, 2.0)
    recorded_others: tuple[float, float] = (4.0, 1.0)
    scaled_contacts: bool = False
    isolation_leak: float = 0.05
    wrong_time: float = 0.05
    contact_window_days: int = 14
    sequenced_sites: int | None = None
    mutations: tuple[float, float] = (1.0, 0.1)
    said_local: float = 0.2
    span_days: int | None = None
    undated_days: int = 28
    all_pairs_up_to: int = 50
    largest_place: int = 60
    tempered_up_to: int = 200
    draws: int = 1_000
    sweeps: int | None = None
    warm_up: int | None = None
    starts: int = 4
    temperatures: int = 2

    def __post_init__(self) -> None:
        """Refuse what is no probability, and what would not run."""
        for name in ("isolation_leak", "wrong_time", "said_local"):
            if not 0 <= getattr(self, name) <= 1:
                raise ChainsError(f"{name} is {getattr(self, name)}; give a share from 0 to 1.")
        for name in ("reporting", "imported", "recorded_links", "recorded_others"):
            if min(getattr(self, name)) <= 0:
                raise ChainsError(f"{name} is {getattr(self, name)}; both numbers must be above 0.")
        for name in ("generations", "draws", "starts", "temperatures", "undated_days"):
            if getattr(self, name) < 1:
                raise ChainsError(f"{name} is {getattr(self, name)}; give 1 or more.")
