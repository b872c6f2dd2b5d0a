"""Which field of a record stands under which property of SORMAS's tables, for both ways."""

from dataclasses import replace

from firebreak.intake.exchange.codecs import Coded, Text
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.sormas import words
from firebreak.intake.sormas.dates import DateOrder, SormasTime

TEXT, DAY, TIME = Text(), SormasTime(), SormasTime(clock=True)

PERSON = (
    Field("external_id", ("person.externalId",), TEXT),
    Field("sex", ("person.sex",), Coded(words.SEX)),
    Field("id_number", ("person.nationalHealthId",), TEXT),
    Field("phone", ("person.phone",), TEXT),
    Field("address", ("person.address.street",), TEXT),
    Field("residence", ("person.address.city",), TEXT),
    Field("group", ("person.occupationType",), Coded(words.GROUP)),
    Field("occupation", ("person.occupationDetails",), TEXT),
)
OCCUPATION = "person.occupationType"
#: the same by the names of earlier versions; a table that has the later name means another thing
EARLIER = {
    "caseImportedStatus": "epiData.caseImportedStatus",
    "person.mainAddress.city": "person.address.city",
    "person.mainAddress.address": "person.address.street",
    "person.mainAddress.street": "person.address.street",
    "person.address.address": "person.address.street",
    "person.externalID": "person.externalId",
    "person.externalid": "person.externalId",
    "district": "responsibleDistrict",
    "symptoms.symptomOnsetDate": "symptoms.onsetDate",
    "eventLocation.details": "eventLocation.additionalInformation",
}
BIRTH = ("person.birthdateYYYY", "person.birthdateMM", "person.birthdateDD")
BIRTHDATE = "birthdate"  # in one, of an export
AGE, AGE_UNIT = "person.approximateAge", "person.approximateAgeType"
#: SORMAS's own id, only of an export; and that of the system a record came from to it
UUID, EXTERNAL_ID = "uuid", "externalID"
CASE = (
    Field("external_id", (EXTERNAL_ID,), TEXT),
    Field("number", ("epidNumber",), TEXT),
    Field("pathogen", ("disease",), Coded(words.PATHOGEN)),
    Field("onset", ("symptoms.onsetDate",), DAY),
    Field("reported", ("reportDate",), DAY),
    Field("classified", ("classificationDate",), DAY),
    Field("unit_counting", ("responsibleDistrict",), TEXT),
    Field("unit_reporting", ("healthFacility",), TEXT),
    Field("note", ("additionalDetails",), TEXT),
)
STATUS = Field("status", ("caseClassification",), Coded(words.STATUS))
OUTCOME = Field("status", ("outcome",), Coded(words.OUTCOME))
OUTCOME_DATE = Field("when", ("outcomeDate",), DAY)
IMPORTED = "epiData.caseImportedStatus"
#: where he was kept: level -> the properties of begin and end, and what says that he was
PLACES = {
    "ward": (
        Field("when", ("hospitalization.admissionDate",), TIME),
        Field("ended", ("hospitalization.dischargeDate",), TIME),
        "hospitalization.admittedToHealthFacility",
    ),
    "icu": (
        Field("when", ("hospitalization.intensiveCareUnitStart",), TIME),
        Field("ended", ("hospitalization.intensiveCareUnitEnd",), TIME),
        "hospitalization.intensiveCareUnit",
    ),
    "quarantine": (
        Field("when", ("quarantineFrom",), DAY),
        Field("ended", ("quarantineTo",), DAY),
        "quarantine",
    ),
}
SAMPLE = (
    Field("number", ("labSampleID",), TEXT),
    Field("kind", ("sampleMaterial",), Coded(words.SAMPLE)),
    Field("when", ("sampleDateTime",), TIME),
    Field("received", ("receivedDate",), TIME),
    Field("laboratory", ("lab",), TEXT),
)
TEST = (
    Field("pathogen", ("testedDisease",), Coded(words.PATHOGEN)),
    Field("method", ("testType",), Coded(words.METHOD)),
    Field("result", ("testResult",), Coded(words.RESULT)),
    Field("when", ("testDateTime",), TIME),
)
CONTACT = (
    Field("external_id", (EXTERNAL_ID,), TEXT),
    Field("relation", ("relationDescription",), TEXT),
)
EVENT = (
    Field("external_id", ("externalId",), TEXT),
    Field("name", ("eventTitle",), TEXT),
    Field("when", ("startDate",), TIME),
    Field("place", ("eventLocation.additionalInformation",), TEXT),
)
#: where an event was, if its place has no words of its own
STREET = ("eventLocation.street", "eventLocation.houseNumber")
#: a gathering of ours goes out as an event
GATHERING = tuple(replace(one, name="what") if one.name == "name" else one for one in EVENT)
CASE_ID = "caseIdExternalSystem"
SOURCE_CASE = "sourceCaseUuid"  # of an export
CLASSIFICATION = "contactClassification"
#: what only a table of contacts has
OF_CONTACTS = frozenset(
    {
        CASE_ID,
        SOURCE_CASE,
        "lastContactDate",
        "contactProximity",
        "relationToCase",
        "contactStatus",
        CLASSIFICATION,
    }
)
#: what only a table of events has
OF_EVENTS = frozenset({"eventTitle", "eventStatus"})
#: of what a column may be; an export names more, all of which belong to the case or contact
ENTITIES = {
    "Event": "case",
    "CaseData": "case",
    "Case": "case",
    "Person": "case",
    "Symptoms": "case",
    "Hospitalization": "case",
    "EpiData": "case",
    "Location": "case",
    "Contact": "case",
    "Sample": "sample",
    "PathogenTest": "test",
    "Vaccination": "vaccination",
}


def in_order(known: Field, order: DateOrder) -> Field:
    """Return a field whose days are read in the order of a file."""
    if not isinstance(known.codec, SormasTime):
        return known
    return replace(known, codec=replace(known.codec, order=order))
