"""Which field of a record stands where in FHIR's resources, for both ways."""

from firebreak.intake.exchange.codecs import Coded, Degrees, Text, Texts, Whole
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.fhir import codes
from firebreak.intake.fhir.codes import Concept
from firebreak.intake.fhir.times import FhirTime

TEXT, TIME, INSTANT = Text(), FhirTime(), FhirTime(instant=True)
MOST = 2**31 - 1  # FHIR's integer, and the record's
CONCEPT_TEXT = ("type", 0, "text")

PERSON = (Field("sex", ("gender",), Coded(codes.SEX)),)
ADDRESS = (
    Field("address", ("text",), TEXT),
    Field("residence", ("city",), TEXT),
)
#: The county, where an address says it; it says more than the city.
DISTRICT = (Field("residence", ("district",), TEXT),)
CASE = (
    Field("number", ("identifier", 0, "value"), TEXT),
    Field("pathogen", ("code",), Concept(codes.PATHOGEN, codes.SNOMED, codes.PATHOGEN_SHOWN)),
    Field("severity", ("severity",), Concept(codes.SEVERITY, codes.SNOMED)),
    Field("onset", ("onsetDateTime",), TIME),
    Field("reported", ("recordedDate",), TIME),
    Field("unit_reporting", ("recorder", "display"), TEXT),
    Field("note", ("note", 0, "text"), TEXT),
)
VERIFIED = Field(
    "status", ("verificationStatus",), codes.Verification(codes.VERIFIED, codes.VERIFICATION)
)
SAMPLE = (
    Field("number", ("accessionIdentifier", "value"), TEXT),
    Field("kind", ("type",), Concept(codes.SAMPLE, codes.SNOMED, codes.SAMPLE_SHOWN)),
    Field("when", ("collection", "collectedDateTime"), TIME),
    Field("received", ("receivedTime",), TIME),
    Field("unit", ("collection", "collector", "display"), TEXT),
)
TEST = (
    Field("method", ("method",), Concept(codes.METHOD)),
    Field("result", ("valueCodeableConcept",), Concept(codes.RESULT, codes.SNOMED)),
)
ISSUED = Field("when", ("issued",), TIME)
RESULTED = Field("when", ("extension", 0, "valueDateTime"), TIME)
VISIT = (
    Field("unit", ("serviceProvider", "display"), TEXT),
    Field("when", ("period", "start"), TIME),
)
ENDED = Field("ended", ("period", "end"), TIME)
MANNER = Field("manner", ("valueCodeableConcept",), Concept(codes.MANNER, "", codes.MANNER_SHOWN))
#: of an exposure, each in a component of its own: the code, and the field as it stands there
EXPOSURE = {
    "order": Field("order", ("valueInteger",), Whole(0, 2)),
    "certainty": Field("certainty", ("valueString",), TEXT),
    "relation": Field("relation", ("valueString",), TEXT),
    "place": Field("place", ("valueString",), TEXT),
    "contact-of": Field("contact_of", ("valueString",), TEXT),
}
GATHERING = (
    Field("what", ("name",), TEXT),
    Field("people", ("quantity",), Whole(0, MOST)),
)
#: of a gathering, each in a characteristic of its own: the code, and the field as it stands there
GATHERED = {
    "later-confirmed": Field("later_confirmed", ("valueQuantity", "value"), Whole(0, MOST)),
    "none-from": Field("none_from", ("valueCodeableConcept", "text"), TEXT),
    "source": Field("source_name", ("valueCodeableConcept", "text"), TEXT),
}
ORDER = (
    Field("action", ("code", "text"), TEXT),
    Field("text", ("description",), TEXT),
    Field("when", ("authoredOn",), TIME),
    Field("issuer", ("requester", "display"), TEXT),
    Field("unit", ("owner", "display"), TEXT),
    Field("to", ("restriction", "recipient", 0, "display"), TEXT),
)
ORDER_UNTIL = Field("until", ("restriction", "period", "end"), TIME)
#: of an order, each in an input of its own: the code, and the field as it stands there
ORDERED = {
    "within-hours": Field("deadline_hours", ("valueInteger",), Whole(1, MOST)),
    "within-days": Field("days", ("valueInteger",), Whole(1, MOST)),
    "number": Field("number", ("valueInteger",), Whole(0, MOST)),
    "item": Field("item", ("valueString",), TEXT),
}
PLACE = (
    Field("name", ("name",), TEXT),
    Field("spellings", ("alias",), Texts()),
    Field("kind", CONCEPT_TEXT, TEXT),
    Field("longitude", ("position", "longitude"), Degrees(180)),
    Field("latitude", ("position", "latitude"), Degrees(90)),
)
