"""Who may do what: role x action, each within the subtree of the post's unit.

The roles are those of a city's outbreak response. An action is a dotted word: the subject's room
and the verb. A role that is not listed beside an action may not do it; reading is an action too.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DUTY_HEAD = "duty_head", _("duty head of the command office")
    SECRETARY = "secretary", _("county secretary")
    TRACER = "tracer", _("CDC investigator")
    REVIEWER = "reviewer", _("CDC data reviewer")
    CLINICIAN = "clinician", _("fever-clinic doctor")
    HOSPITAL = "hospital", _("designated hospital")
    LABORATORY = "laboratory", _("laboratory")
    GRID_WORKER = "grid_worker", _("grid worker or village doctor")
    CHECKPOINT = "checkpoint", _("checkpoint team")
    SCHOOL = "school", _("school nurse")
    LIAISON = "liaison", _("enterprise liaison")
    SUPPLY_KEEPER = "supply_keeper", _("supply keeper")
    SPOKESPERSON = "spokesperson", _("spokesperson")
    INSPECTOR = "inspector", _("inspection")
    CITIZEN = "citizen", _("citizen")
    ADMINISTRATOR = "administrator", _("administrator")


R = Role
CDC = (R.TRACER, R.REVIEWER)
FIELD = (R.GRID_WORKER, R.CHECKPOINT, R.SCHOOL, R.LIAISON)
CLINICAL = (R.CLINICIAN, R.HOSPITAL)
LEADS = (R.DUTY_HEAD, R.SECRETARY)

#: action -> the roles that may do it.
MAY: dict[str, tuple[Role, ...]] = {
    "today.read": (
        *LEADS,
        *CDC,
        *CLINICAL,
        R.LABORATORY,
        *FIELD,
        R.SUPPLY_KEEPER,
        R.SPOKESPERSON,
        R.INSPECTOR,
        R.ADMINISTRATOR,
    ),
    "people.read": (*LEADS, *CDC, *CLINICAL, R.LABORATORY, *FIELD, R.INSPECTOR),
    "identifiers.read": (*CDC, *CLINICAL, R.GRID_WORKER),
    "cases.read": (*LEADS, *CDC, *CLINICAL, R.LABORATORY, R.INSPECTOR),
    "duties.read": (*LEADS, *CDC, *CLINICAL, R.LABORATORY, *FIELD, R.INSPECTOR),
    "units.read": (
        *LEADS,
        *CDC,
        *CLINICAL,
        R.LABORATORY,
        *FIELD,
        R.SUPPLY_KEEPER,
        R.SPOKESPERSON,
        R.INSPECTOR,
        R.ADMINISTRATOR,
    ),
    "indicators.read": (*LEADS, *CDC, R.INSPECTOR, R.SPOKESPERSON),
    "missed.read": (*LEADS, *CDC, *CLINICAL, R.INSPECTOR),
    "duplicates.read": CDC,
    "consistency.read": (*LEADS, *CDC, R.INSPECTOR),
    "lists.export": (*LEADS, *CDC, R.HOSPITAL, R.LABORATORY, R.INSPECTOR),
    # Who took personal data out, and for whom, is for those who answer for it and who inspect it.
    "exports.read": (*LEADS, R.INSPECTOR, R.ADMINISTRATOR),
    "places.read": (*LEADS, *CDC, R.INSPECTOR),
    # Which place to close or to call out, and where more hands are needed, the duty head decides
    # by what a trace shows. He makes no contacts of it and names nobody; each look is noted.
    "traces.read": (*CDC, R.DUTY_HEAD),
    "audits.read": (*LEADS, *CDC, R.INSPECTOR),
    "chains.read": (*LEADS, *CDC, R.INSPECTOR),
    # Whoever audits a log meets people who are on no list yet.
    "people.register": (*CDC, *CLINICAL, *FIELD, R.INSPECTOR),
    "people.correct": (*CDC, *CLINICAL, R.GRID_WORKER),
    "people.merge": CDC,
    "people.unmerge": CDC,
    "people.tell_apart": CDC,
    "cases.suspect": (*CDC, *CLINICAL),
    "cases.classify": (*CDC, *CLINICAL),
    "cases.correct": CDC,
    "cases.withdraw": (R.REVIEWER,),
    "checks.record": (*CDC, *CLINICAL, *FIELD),
    "samples.take": (*CDC, *CLINICAL),
    "samples.receive": (R.LABORATORY, *CDC),
    "tests.result": (R.LABORATORY, *CDC),
    "placements.begin": (*CDC, *CLINICAL, R.GRID_WORKER),
    "placements.end": (*CDC, *CLINICAL, R.GRID_WORKER),
    "placements.override": CDC,
    "contacts.name": (*CDC, *CLINICAL),
    "contacts.trace": CDC,
    "contacts.reach": (*CDC, R.GRID_WORKER),
    "contacts.transfer": (*CDC, R.GRID_WORKER),
    "contacts.accept": (*CDC, R.GRID_WORKER),
    "links.decide": CDC,
    "links.withdraw": CDC,
    "stays.record": CDC,
    "places.correct": CDC,
    "places.merge": CDC,
    "places.unmerge": CDC,
    "places.tell_apart": CDC,
    "feeds.receive": (*CDC, R.ADMINISTRATOR),
    "feeds.link": CDC,
    "journeys.record": CDC,
    "journeys.import": CDC,
    "sources.keep": (*CDC, *CLINICAL, *FIELD, R.DUTY_HEAD),
    "drafts.keep": (*CDC, *CLINICAL, *FIELD, R.DUTY_HEAD, R.ADMINISTRATOR),
    "drafts.read": CDC,
    "drafts.mend": CDC,
    "drafts.redate": CDC,
    "columns.choose": CDC,
    "drafts.accept": CDC,
    "drafts.reject": CDC,
    "drafts.reopen": CDC,
    "tokens.keep": (R.ADMINISTRATOR,),
    # Who reads the papers for the office also sees what they order; the office gives its own.
    "directives.issue": (*CDC, R.DUTY_HEAD),
    "directives.answer": (*CDC, *CLINICAL, R.LABORATORY, *FIELD, R.DUTY_HEAD),
    "gatherings.record": CDC,
    "published.keep": CDC,
    "reports.send": (*CDC, *CLINICAL, R.LABORATORY, *FIELD, R.DUTY_HEAD),
    "reports.receive": (*CDC, R.DUTY_HEAD),
    "reports.review": (R.REVIEWER,),
    "audits.record": (*CDC, R.INSPECTOR),
    "outbreaks.declare": (*CDC, R.DUTY_HEAD),
    "milestones.record": (*CDC, R.DUTY_HEAD),
    "imports.apply": (R.REVIEWER, R.ADMINISTRATOR),
    "units.keep": (R.ADMINISTRATOR,),
    "posts.keep": (R.ADMINISTRATOR,),
    "boundaries.import": (R.ADMINISTRATOR, R.REVIEWER),
}

ACTIONS = tuple(MAY)


def may(role: str, action: str) -> bool:
    """
    Say whether a role may do an action (within its own subtree).

    Raises
    ------
    KeyError
        There is no such action: a misspelt word must not quietly mean "no".
    """
    return role in MAY[action]
