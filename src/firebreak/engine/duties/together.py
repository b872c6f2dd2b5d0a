"""What editions must not contradict in one another.

Ids are used once; of two editions in force at the same time in the same jurisdiction only one can
say what a duty is; and a city may tighten a national duty, but not loosen it without saying why.
"""

from collections.abc import Sequence
from itertools import combinations

from firebreak.engine.duties import protocols as p
from firebreak.engine.duties.mistakes import Said
from firebreak.engine.duties.reading import Placed, Where, _duration, _shown


def check_together(placed: Sequence[Placed]) -> None:
    """Note every contradiction between editions, at the later or the narrower one."""
    _check_replaced(placed)
    _check_chances(placed)
    for one, other in combinations(placed, 2):
        if one.edition.id == other.edition.id:  # the same twice: what else they share says nothing
            _note_id(one, other)
        elif _meet(one.edition, other.edition):
            _check_overlap(one, other)
            _check_loosening(one, other)
            _check_loosening(other, one)


def _check_replaced(placed: Sequence[Placed]) -> None:
    known = {one.edition.id: one.edition for one in placed}
    for one in placed:
        replaced = one.edition.replaces
        if replaced is not None and replaced not in known:
            one.where.at("replaces").wrong(
                replaced, Said("the id of an edition that is loaded too")
            )
        elif replaced is not None and known[replaced].pathogen != one.edition.pathogen:
            one.where.at("replaces").wrong(
                replaced, Said("an edition about {pathogen}", pathogen=one.edition.pathogen)
            )


def _check_chances(placed: Sequence[Placed]) -> None:
    for one in placed:
        editions = (other.edition for other in placed)
        known = {r.id for e in editions if e.pathogen == one.edition.pathogen for r in e.rules}
        for index, chance in enumerate(one.edition.chances):
            if chance.duty and chance.duty not in known:
                expected = Said(
                    "the id of a duty about {pathogen} that is loaded too",
                    pathogen=one.edition.pathogen,
                )
                one.where.at("chances", index, "duty").wrong(chance.duty, expected)


def _note_id(one: Placed, other: Placed) -> None:
    expected = Said("an id that {file} does not use", file=one.where.file.name)
    other.where.at("id").wrong(other.edition.id, expected)


def _meet(one: p.Edition, other: p.Edition) -> bool:
    if one.pathogen != other.pathogen:
        return False
    first, second = sorted((one, other), key=lambda edition: edition.valid_from)
    return first.valid_to is None or second.valid_from < first.valid_to


def _check_overlap(one: Placed, other: Placed) -> None:
    if one.edition.jurisdiction != other.edition.jurisdiction:
        return
    taken = {rule.id for rule in one.edition.rules}
    for part in ("duties", "rounds"):
        for index, rule in enumerate(getattr(other.edition, part)):
            if rule.id in taken:
                expected = Said(
                    "a duty that {edition}, in force at the same time, does not have",
                    edition=one.edition.id,
                )
                other.where.at(part, index, "id").wrong(rule.id, expected)
    for part in ("chances", "rolls"):
        _check_twice(one, other, part)
    if one.edition.family == other.edition.family:
        expected = Said(
            "a time in which {edition}, of the same family, is not in force", edition=one.edition.id
        )
        other.where.at("valid_from").wrong(other.edition.valid_from.date(), expected)


def _check_twice(one: Placed, other: Placed, part: str) -> None:
    taken = {rule.id for rule in getattr(one.edition, part)}
    for index, rule in enumerate(getattr(other.edition, part)):
        if rule.id in taken:
            expected = Said(
                "one that {edition}, in force at the same time, does not have",
                edition=one.edition.id,
            )
            other.where.at(part, index, "id").wrong(rule.id, expected)


def _check_loosening(narrow: Placed, wide: Placed) -> None:
    inner, outer = narrow.edition.jurisdiction, wide.edition.jurisdiction
    if p.specificity(inner) <= p.specificity(outer) or not p.covers(outer, inner):
        return
    over = {rule.id: rule for rule in wide.edition.rules}
    for part in ("duties", "rounds"):
        for index, rule in enumerate(getattr(narrow.edition, part)):
            if rule.id in over and rule.loosens_because is None:
                _check_rule(rule, over[rule.id], narrow.where.at(part, index), wide.edition.id)


def _check_rule(rule: p.Duty | p.Round, over: p.Duty | p.Round, where: Where, edition: str) -> None:
    ends = Said("as strict as in {edition}, or a loosens_because that says why", edition=edition)
    if isinstance(rule, p.Duty) and isinstance(over, p.Duty):
        _check_duty(rule, over, where, ends)
    elif isinstance(rule, p.Round) and isinstance(over, p.Round):
        _check_round(rule, over, where, ends)
    else:
        where.at("id").wrong(
            rule.id, Said("the same sort of duty as in {edition}", edition=edition)
        )
        return
    left_out = set(over.starts) - set(rule.starts)
    _check_words(
        left_out,
        "no {words}",
        where.at("starts"),
        Said("every start of the wider rule, {ends}", ends=ends),
    )
    more = set(rule.fulfilled_by) - set(over.fulfilled_by)
    _check_words(
        more,
        "also {words}",
        where.at("fulfilled_by"),
        Said("no other proof than there, {ends}", ends=ends),
    )


def _check_duty(rule: p.Duty, over: p.Duty, where: Where, ends: Said) -> None:
    if rule.within > over.within:
        expected = Said("{within} or less, {ends}", within=_shown(over.within), ends=ends)
        where.at("within").wrong(_duration(rule.within), expected)
    if (over.each, rule.each) == ("every", "first"):
        where.at("each").wrong("first", Said("every, {ends}", ends=ends))
    voids = ({kind for void in r.voided_by for kind in void.kinds} for r in (rule, over))
    more = set.difference(*voids)
    _check_words(
        more,
        "also {words}",
        where.at("voided_by"),
        Said("nothing more that makes it void, {ends}", ends=ends),
    )


def _check_round(rule: p.Round, over: p.Round, where: Where, ends: Said) -> None:
    if len(rule.windows) < len(over.windows):
        said = Said("{times} a day", times=len(rule.windows))
        where.at("windows").wrong(
            said, Said("{times} a day or more, {ends}", times=len(over.windows), ends=ends)
        )


def _check_words(words: set[str], how: str, where: Where, expected: Said) -> None:
    if words:
        where.wrong(Said(how, words=", ".join(sorted(words))), expected)
