"""Which field of a record stands where in Go.Data's. Reading and writing go by the same tables."""

from firebreak.intake.exchange.codecs import (
    BirthDate,
    Celsius,
    Coded,
    Degrees,
    Flag,
    IsoDay,
    Named,
    Text,
    Texts,
    Whole,
)
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.godata import tokens

DAY, TEXT = IsoDay(), Text()

PERSON = (
    Field("external_id", ("id",), TEXT),
    Field("sex", ("gender",), Coded(tokens.SEX)),
    Field("birth_date", ("dob",), BirthDate("T00:00:00.000Z")),
)
#: of the person's present address
ADDRESS = (
    Field("address", ("addressLine1",), TEXT),
    Field("residence", ("city",), TEXT),
    Field("phone", ("phoneNumber",), TEXT),
)
AGE = {"years": Whole(0, 130), "months": Whole(0, 36)}  # as the record takes an age in months
CASE = (
    Field("external_id", ("id",), TEXT),
    Field("number", ("visualId",), TEXT),
    Field("onset", ("dateOfOnset",), DAY),
    Field("reported", ("dateOfReporting",), DAY),
)
HISTORY = (
    Field("status", ("classification",), Coded(tokens.STATUS)),
    Field("when", ("startDate",), DAY),
)
PLACEMENT = (
    Field("unit", ("centerName",), Named()),
    Field("when", ("startDate",), DAY),
    Field("ended", ("endDate",), DAY),
)
CONTACT = (
    Field("external_id", ("id",), TEXT),
    Field("manner", ("exposureTypeId",), Coded(tokens.MANNER)),
    Field("certainty", ("certaintyLevelId",), Coded(tokens.CERTAINTY)),
    Field("relation", ("socialRelationshipDetail",), TEXT),
)
#: of either end of an edge that is told whole
EDGE_PERSON = (
    Field("sex", ("gender",), Coded(tokens.SEX)),
    Field("birth_date", ("dob",), BirthDate("T00:00:00.000Z")),
)
FOLLOW_UP = (
    Field("external_id", ("id",), TEXT),
    Field("when", ("date",), DAY),
    Field("note", ("comment",), TEXT),
    Field("temperature_celsius", ("questionnaireAnswers", "temperature", 0, "value"), Celsius()),
    Field("exposure_declared", ("questionnaireAnswers", "exposure_declared", 0, "value"), Flag()),
)
SYMPTOMS = ("questionnaireAnswers", "symptoms", 0, "value")
SAMPLE = (
    Field("number", ("sampleIdentifier",), TEXT),
    Field("kind", ("sampleType",), Coded(tokens.SAMPLE)),
    Field("when", ("dateSampleTaken",), DAY),
    Field("received", ("dateSampleDelivered",), DAY),
    Field("laboratory", ("labName",), Named()),
)
TEST = (
    Field("external_id", ("id",), TEXT),
    Field("pathogen", ("testedFor",), Coded(tokens.PATHOGEN)),
    Field("method", ("testType",), Coded(tokens.METHOD)),
    Field("result", ("result",), Coded(tokens.RESULT)),
    Field("when", ("dateOfResult",), DAY),
)
EVENT = (
    Field("external_id", ("id",), TEXT),
    Field("name", ("name",), TEXT),
    Field("when", ("date",), DAY),
    Field("place", ("address", "addressLine1"), TEXT),
)
#: a gathering of ours goes out as an event
GATHERING = (
    Field("what", ("name",), TEXT),
    Field("when", ("date",), DAY),
    Field("place", ("address", "addressLine1"), TEXT),
)
AREA = (
    Field("external_id", ("id",), TEXT),
    Field("name", ("name",), TEXT),
    Field("spellings", ("synonyms",), Texts()),
    Field("code", ("identifiers", 0, "code"), TEXT),
    Field("level", ("geographicalLevelId",), Named()),
    Field("longitude", ("geoLocation", "lng"), Degrees(180)),
    Field("latitude", ("geoLocation", "lat"), Degrees(90)),
)
#: what Go.Data keeps of its own keeping; said once, not counted field by field
BOOKKEEPING = frozenset(
    {
        "createdAt",
        "createdBy",
        "createdOn",
        "updatedAt",
        "updatedBy",
        "deleted",
        "deletedAt",
        "dbUpdatedAt",
        "outbreakId",
        "duplicateKeys",
        "usualPlaceOfResidenceLocationId",
        "numberOfContacts",
        "numberOfExposures",
        "hasRelationships",
        "relationshipsRepresentation",
        "index",
        "targeted",
        "active",
        "isGenerated",
        "personType",
    }
)
