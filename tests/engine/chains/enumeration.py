"""The posterior of a tiny outbreak by brute force: every tree, every day, every parameter.

Written from the model's description, with none of the sampler's code.
"""

from itertools import product
from math import comb, lgamma

import numpy as np

GRID = (np.arange(200) + 0.5) / 200


def delays(generation_time, most):
    """Return {generations: {days: probability}}, by adding up one generation after another."""
    one = {day + 1: p for day, p in enumerate(generation_time)}
    found, now = {}, {0: 1.0}
    for number in range(1, most + 1):
        later = {}
        for (a, p), (b, q) in product(now.items(), one.items()):
            later[a + b] = later.get(a + b, 0) + p * q
        found[number] = now = later
    return found


def posterior(onsets, generation_time, incubation, settings, *, met=(), isolated=(), apart=None):
    """Return {(infectee, infector or None): probability}; days are whole numbers."""
    cases, most = len(onsets), settings.generations
    between, isolated = delays(generation_time, most), dict(isolated)
    weight = prior_weights(cases, settings)
    days = [range(day - len(incubation), day) for day in onsets]
    span = max(onsets) - min(onsets) + len(incubation)
    met = {frozenset(pair) for pair in met}
    total, found = 0.0, {}
    choices = [(None, 0)]
    choices += [(source, k) for source in range(cases) for k in range(1, most + 1)]
    for tree in product(choices, repeat=cases):
        all_days = sum(
            timing(tree, day, onsets, incubation, between, isolated, settings)
            for day in product(*days)
        )
        if not all_days:
            continue
        imports = sum(source is None for source, _ in tree)
        if settings.imports not in (None, imports):
            continue
        counts = tuple(sum(k == number for _, k in tree) for number in range(1, most + 1))
        linked = sum(k == 1 and frozenset((i, s)) in met for i, (s, k) in enumerate(tree))
        if settings.imports is None:
            of_tree = weight(counts, imports) * span**-imports
        else:
            of_tree = reported(counts, settings)
        of_tree *= on_record(linked, counts[0], len(met), comb(cases, 2), settings)
        of_tree *= mutated(tree, apart, settings)
        total += of_tree * all_days
        for case, (source, _) in enumerate(tree):
            found[case, source] = found.get((case, source), 0.0) + of_tree * all_days
    return {link: value / total for link, value in found.items() if value}


def timing(tree, day, onsets, incubation, between, isolated, settings):
    p = 1.0
    for case, (source, k) in enumerate(tree):
        p *= incubation[onsets[case] - day[case] - 1]
        if source is None:
            continue
        delay = day[case] - day[source]
        if source not in isolated:
            p *= between[k].get(delay, 0.0)
            continue
        after, leak = isolated[source] - day[source], settings.isolation_leak
        p *= sum(
            (1 if first <= after else leak) * q * rest(between, k - 1, delay - first)
            for first, q in between[1].items()
        )
    return p


def rest(between, generations, days):
    return float(days == 0) if generations == 0 else between[generations].get(days, 0.0)


def prior_weights(cases, settings):
    """Return the prior of a tree by its links of each number of generations and its imports."""
    reporting, imported = np.meshgrid(GRID, GRID)
    a, b = settings.reporting
    c, d = settings.imported
    prior = reporting ** (a - 1) * (1 - reporting) ** (b - 1)
    prior *= imported ** (c - 1) * (1 - imported) ** (d - 1)
    shares = [
        (1 - imported) / (cases - 1) * reporting * (1 - reporting) ** k
        for k in range(settings.generations)
    ]
    root = imported + (1 - imported) * (1 - reporting) ** settings.generations
    forests = sum(
        number_of_forests(cases, roots) * root**roots * sum(shares) ** (cases - roots)
        for roots in range(1, cases + 1)
    )

    def weight(counts, imports):
        tree = root**imports * np.prod([s**n for s, n in zip(shares, counts, strict=True)], axis=0)
        return float((prior * tree / forests).sum())

    return weight


def reported(counts, settings):
    """Return the chance of these numbers of generations; that of imports, known, is left out."""
    a, b = settings.reporting
    unseen = sum(number * count for number, count in enumerate(counts))
    return float((GRID ** (a - 1 + sum(counts)) * (1 - GRID) ** (b - 1 + unseen)).sum())


def number_of_forests(cases, roots):
    """Rooted labelled forests with so many roots (Cayley)."""
    return comb(cases - 1, roots - 1) * cases ** (cases - roots)


def on_record(linked, direct, met, pairs, settings):
    """Dirichlet-multinomial: how probable that so many links, and other pairs, are on record."""
    if not met:
        return 1.0
    return beta_binomial(direct - linked, linked, settings.recorded_links) * beta_binomial(
        pairs - met - direct + linked, met - linked, settings.recorded_others
    )


def beta_binomial(nothing, something, prior):
    a, b = prior
    return np.exp(lgamma(a + nothing) + lgamma(b + something) - lgamma(a + b + nothing + something))


def mutated(tree, apart, settings):
    """Campbell et al. 2019, PLoS Comput Biol 15:e1006930: site by site, over k generations."""
    if apart is None:
        return 1.0
    shape, scale = settings.mutations
    rate = np.arange(0.005, 30, 0.01)  # per generation, of the whole sequence
    total = rate ** (shape - 1) * np.exp(-scale * rate)
    for case, (source, k) in enumerate(tree):
        if source is None or source == case:
            continue
        distance, site = apart[frozenset((case, source))], k * rate / settings.sequenced_sites
        total *= site**distance * (1 - site) ** (settings.sequenced_sites - distance)
    return float(total.sum())
