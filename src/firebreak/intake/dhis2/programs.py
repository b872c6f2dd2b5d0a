"""Which programs of an instance are its cases' and its contacts', and what belongs to them.

Comes in: metadata. An instance of a ministry has a program for every disease; the one of the
disease that is watched is taken, unless somebody names another.
"""

from collections.abc import Iterable, Mapping

from firebreak.engine.reference.pathogens.on_file import pathogen, pathogens
from firebreak.intake.drafts import ReadingError
from firebreak.intake.exchange.collecting import value_at
from firebreak.intake.exchange.texts import plain

CASE, CONTACT = ("case", "病例"), ("contact", "密接", "密切接触")
EVENTS_ONLY = "WITHOUT_REGISTRATION"


def objects(metadata: Mapping, kind: str) -> list[Mapping]:
    """Return the objects in a list of the metadata."""
    listed = metadata.get(kind)
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def id_of(one: Mapping | None) -> str:
    """Return the id of an object; "" for none."""
    said = one.get("id") if one is not None else None
    return said if isinstance(said, str) else ""


def shown(one: Mapping) -> str:
    """Return what an object is called."""
    said = one.get("displayName") or one.get("name")
    return said if isinstance(said, str) else ""


def registering(metadata: Mapping) -> dict[str, str]:
    """Return the programs that register somebody: id -> name."""
    programs = objects(metadata, "programs")
    return {
        id_of(p): shown(p) for p in programs if id_of(p) and p.get("programType") != EVENTS_ONLY
    }


def case_program(programs: list[Mapping], said: str, watched: str) -> Mapping | None:
    """
    Return the program of the cases: as somebody says, else of the disease that is watched.

    Raises
    ------
    ReadingError
        `no_such_program`: none, or several, are called as somebody says.
    """
    if said:
        return _named(programs, said)
    called = [one for one in programs if _says(one, CASE) and not _says(one, CONTACT)]
    of_disease = [one for one in called if _says(one, _words_of(watched))]
    return next(iter([*of_disease, *called]), None)


def contact_program(programs: list[Mapping], case: Mapping | None) -> Mapping | None:
    """Return the program of the contacts that shares most words with that of the cases."""
    words = set(plain(shown(case or {})).split())
    called = [one for one in programs if _says(one, CONTACT) and one is not case]
    return max(called, key=lambda one: len(words & set(plain(shown(one)).split())), default=None)


def stages_of(metadata: Mapping, program: Mapping | None) -> list[Mapping]:
    """Return the stages of a program, wherever the metadata has them."""
    own = id_of(program)
    within = objects(program or {}, "programStages")
    others = [s for s in objects(metadata, "programStages") if _at(s, "program", "id") == own]
    return [one for one in [*within, *others] if own and id_of(one)]


def elements_of(stages: Iterable[Mapping]) -> set[str]:
    """Return the ids of the data elements of stages; none where the metadata does not say."""
    listed = [e for stage in stages for e in objects(stage, "programStageDataElements")]
    return {_at(one, "dataElement", "id") for one in listed} - {""}


def attributes_of(*programs: Mapping | None) -> set[str]:
    """Return the ids of the attributes of programs; none where the metadata does not say."""
    listed = [a for p in programs for a in objects(p or {}, "programTrackedEntityAttributes")]
    return {_at(one, "trackedEntityAttribute", "id") for one in listed} - {""}


def _named(programs: list[Mapping], said: str) -> Mapping:
    same = [one for one in programs if said == id_of(one) or plain(said) == plain(shown(one))]
    alike = [one for one in programs if plain(said) and plain(said) in plain(shown(one))]
    for found in (same, alike):
        if len(found) == 1:
            return found[0]
    known = ", ".join(f"{shown(one)} ({id_of(one)})" for one in programs)
    raise ReadingError("no_such_program", said=said, known=known)


def _says(one: Mapping, words: Iterable[str]) -> bool:
    return any(word in plain(shown(one)) for word in words)


def _words_of(watched: str) -> set[str]:
    """What a disease is called, without what stands in brackets behind it."""
    if watched not in pathogens():
        return {plain(watched)} - {""}
    named = [pathogen(watched).name.of(language) for language in ("en", "zh")]
    return {plain(watched), *(plain(name.partition("(")[0].partition("（")[0]) for name in named)}


def _at(one: Mapping, *path: str) -> str:
    said = value_at(one, path)
    return said if isinstance(said, str) else ""
