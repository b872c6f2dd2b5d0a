"""The codes of FHIR's resources: HL7's own lists, SNOMED CT, LOINC.

References
----------
HL7 FHIR R4 (4.0.1) and its terminology; LOINC's SARS-CoV-2 list; SNOMED CT International Edition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Found, Unread, Words

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_CLASS = "http://terminology.hl7.org/CodeSystem/v3-ActClass"
IDENTIFIERS = "http://terminology.hl7.org/CodeSystem/v2-0203"
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
#: when a result was out, where only its day is known: `issued` is an instant
RESULTED = "urn:firebreak:resulted"
#: ids that FHIR's own cannot hold stand beside, as an identifier of this system
OWN_ID = "urn:firebreak:id"


@dataclass(frozen=True)
class Concept:
    """
    A CodeableConcept: any of its codings, or the words beside them.

    Parameters
    ----------
    words
        The codes of `system`, and labels for codings and texts of others.
    system
        The one that is written; "" writes only the words.
    """

    words: Words
    system: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: object, about: Surroundings) -> Found:
        for said in words_said(raw):
            try:
                return self.words.read(said)
            except Unread:
                continue
        raise Unread("unknown_word", self.words.options)

    def write(self, value: object, about: Surroundings) -> object | None:
        word = str(value)
        code = self.words.write(word)
        if code is None:
            return None
        text = self.shown.get(word, code if not self.system else word.replace("_", " "))
        if not self.system:
            return {"text": text}
        return {"coding": [{"system": self.system, "code": code, "display": text}], "text": text}

    def loss(self, value: object) -> str:
        return "" if self.words.write(str(value)) else "word_not_carried"


@dataclass(frozen=True)
class Verification(Concept):
    """
    How sure a condition is. FHIR's `provisional` is a kind of unconfirmed: a tentative diagnosis.

    Only with the word beside it, as it goes out from here, is it a probable case for certain.
    """

    def read(self, raw: object, about: Surroundings) -> Found:
        found = super().read(raw, about)
        is_named = isinstance(raw, Mapping) and raw.get("text") == found.value
        if found.value == "probable" and is_coded(raw, TENTATIVE) and not is_named:
            return Found("suspected", "broader_word", ("suspected", "probable"))
        return found


def words_said(concept: object) -> list[str]:
    """Codes first, then what is shown: a code is chosen, a text may be anything."""
    if not isinstance(concept, Mapping):
        return [tidy(concept)] if isinstance(concept, str) else []
    listed = concept.get("coding")
    codings = (
        [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    )
    told = [one.get("code") for one in codings] + [one.get("display") for one in codings]
    return [tidy(one) for one in (*told, concept.get("text")) if isinstance(one, str) and one]


def is_coded(concept: object, *codes: str) -> bool:
    """Say whether a CodeableConcept or Coding has one of some codes."""
    if isinstance(concept, list):
        return any(is_coded(one, *codes) for one in concept)
    if isinstance(concept, Mapping) and "code" in concept:
        return concept["code"] in codes
    return any(said in codes for said in words_said(concept))


SEX = Words({"male": "male", "female": "female", "unknown": "unknown", "other": "unknown"})
PATHOGEN = Words(
    {
        "840539006": "sars-cov-2",
        "37109004": "ebola",
        "14189004": "measles",
        "359814004": "mpox",
        "651000146102": "mers-cov",
        "398447004": "sars-cov",
        "442696006": "influenza-a-h1n1pdm09",
    },
    labels={
        "U07.1": "sars-cov-2",
        "COVID-19": "sars-cov-2",
        "SARS-CoV-2": "sars-cov-2",
        "新型冠状病毒肺炎": "sars-cov-2",
        "新型冠状病毒感染的肺炎": "sars-cov-2",
        "新型冠状病毒感染": "sars-cov-2",
        "新冠肺炎": "sars-cov-2",
        "埃博拉病毒病": "ebola",
        "麻疹": "measles",
        "猴痘": "mpox",
        "中东呼吸综合征": "mers-cov",
        "传染性非典型肺炎": "sars-cov",
        "甲型H1N1流感": "influenza-a-h1n1pdm09",
        "Ebola": "ebola",
        "Ebola virus disease": "ebola",
        "Measles": "measles",
        "Mpox": "mpox",
        "Monkeypox": "mpox",
        "MERS-CoV": "mers-cov",
        "SARS": "sars-cov",
        "sars-cov": "sars-cov",
        "influenza-a-h1n1pdm09": "influenza-a-h1n1pdm09",
    },
)
PATHOGEN_SHOWN = {
    "sars-cov-2": "COVID-19",
    "ebola": "Ebola virus disease",
    "measles": "Measles",
    "mpox": "Mpox",
    "mers-cov": "MERS-CoV",
    "sars-cov": "SARS",
    "influenza-a-h1n1pdm09": "influenza-a-h1n1pdm09",
}
#: LOINC code of a test -> (pathogen, method)
TESTS = {
    "94500-6": ("sars-cov-2", "pcr"),
    "94309-2": ("sars-cov-2", "pcr"),
    "94531-1": ("sars-cov-2", "pcr"),
    "94558-4": ("sars-cov-2", "antigen"),
    "94762-2": ("sars-cov-2", "antibody"),
    "94563-4": ("sars-cov-2", "antibody"),
    "94564-2": ("sars-cov-2", "antibody"),
    "94764-8": ("sars-cov-2", "sequencing"),
}
TEST_CODE = {said: code for code, said in reversed(list(TESTS.items()))}
VERIFIED = Words(
    {
        "unconfirmed": "suspected",
        "provisional": "probable",
        "differential": "suspected",
        "confirmed": "confirmed",
        "refuted": "excluded",
    }
)
TENTATIVE = "provisional"
SEVERITY = Words(
    {
        "255604002": "mild",
        "6736007": "moderate",
        "24484000": "severe",
        "442452003": "critical",
    },
    labels={"mild": "mild", "moderate": "moderate", "severe": "severe", "critical": "critical"},
)
SAMPLE = Words(
    {
        "258529004": "throat",
        "258500001": "nasal",
        "697989009": "nasal",
        "119334006": "sputum",
        "119297000": "blood",
        "119364003": "blood",
        "119339001": "stool",
        "123038009": "other",
    },
    labels={
        "throat swab": "throat",
        "oropharyngeal swab": "throat",
        "咽拭子": "throat",
        "nasopharyngeal swab": "nasal",
        "nasal swab": "nasal",
        "鼻拭子": "nasal",
        "sputum": "sputum",
        "痰": "sputum",
        "痰液": "sputum",
        "blood": "blood",
        "serum": "blood",
        "血液": "blood",
        "stool": "stool",
        "粪便": "stool",
        "other": "other",
    },
)
SAMPLE_SHOWN = {
    "throat": "Throat swab",
    "nasal": "Nasopharyngeal swab",
    "sputum": "Sputum",
    "blood": "Blood",
    "stool": "Stool",
    "other": "Specimen",
}
METHOD = Words(
    {
        "RT-PCR": "pcr",
        "PCR": "pcr",
        "Sequencing": "sequencing",
        "Antibody": "antibody",
        "Antigen": "antigen",
        "Other": "other",
    },
    labels={
        "NAA": "pcr",
        "NAAT": "pcr",
        "核酸检测": "pcr",
        "Nucleic acid amplification with probe detection": "pcr",
        "抗体检测": "antibody",
        "抗原检测": "antigen",
        "基因测序": "sequencing",
        "Rapid immunoassay": "antigen",
        "Immunoassay": "antibody",
    },
)
RESULT = Words(
    {
        "10828004": "positive",
        "260385009": "negative",
        "419984006": "inconclusive",
        "260373001": "positive",
        "260415000": "negative",
        "82334004": "inconclusive",
        "POS": "positive",
        "NEG": "negative",
        "IND": "inconclusive",
    },
    labels={
        "detected": "positive",
        "not detected": "negative",
        "阳性": "positive",
        "阴性": "negative",
        "检出": "positive",
        "未检出": "negative",
        "可疑": "inconclusive",
        "positive": "positive",
        "negative": "negative",
        "inconclusive": "inconclusive",
        "indeterminate": "inconclusive",
    },
)
SYMPTOM = Words(
    {
        "386661006": "fever",
        "49727002": "cough",
        "29857009": "chest_pain",
        "267036007": "dyspnoea",
        "62315008": "diarrhoea",
        "84229001": "fatigue",
        "162397003": "sore_throat",
    },
    labels={
        "fever": "fever",
        "cough": "cough",
        "chest pain": "chest_pain",
        "dyspnea": "dyspnoea",
        "dyspnoea": "dyspnoea",
        "diarrhea": "diarrhoea",
        "diarrhoea": "diarrhoea",
        "fatigue": "fatigue",
        "sore throat": "sore_throat",
    },
)
#: what a visit is: its class -> a level of placement, or a visit to a clinic
CLINIC, FEVER_CLINIC = "clinic", "fever_clinic"
VISIT = Words(
    {
        "IMP": "ward",
        "ACUTE": "ward",
        "NONAC": "ward",
        "HH": "home",
        "OBSENC": "site",
        "AMB": CLINIC,
        "EMER": CLINIC,
    }
)
#: of an encounter: it is planned, or will not be
NOT_VISITED = ("planned", "cancelled")
ICU = "icu"
#: of an exposure: who got it of whom is told by the class, subject first
ACQUIRED, PASSED_ON, EXPOSED = "AEXPOS", "TEXPOS", "EXPOS"
EXPOSURES = (ACQUIRED, PASSED_ON, EXPOSED)
#: pathogen -> SNOMED's event of having been exposed to it
EXPOSURE_TO = {"sars-cov-2": "840546002"}
EXPOSURE_SHOWN = "Exposure to a case"
#: what R4 has no element for stands in components of codes of our own
OWN_EXPOSURE = "urn:firebreak:exposure"
OWN_GATHERING, GATHERING = "urn:firebreak:gathering", "gathering"
OWN_ORDER, ORDER = "urn:firebreak:order", "order"
MANNER_SHOWN = {
    "household": "Lives together",
    "meal": "Shared a meal",
    "same_room": "Same room",
    "same_ward": "Same ward",
    "utensils": "Shared utensils",
    "body_fluids": "Body fluids",
    "care": "Cared for or treated",
    "visit": "Visited",
    "vehicle": "Same vehicle",
    "work": "Worked or studied together",
    "other": "Other contact",
}
MANNER = Words(
    {manner: manner for manner in MANNER_SHOWN},
    labels={
        **{shown: manner for manner, shown in MANNER_SHOWN.items()},
        "Household contact": "household",
        "Same household": "household",
        "同住": "household",
        "同餐": "meal",
        "同乘": "vehicle",
    },
)
AGE_CODE, OCCUPATION_CODE = "30525-0", "11341-5"
TEMPERATURE_CODE, SYMPTOM_CODE = "8310-5", "75325-1"
#: UCUM's code for a temperature of the other scale, and how it is shown
FAHRENHEIT = frozenset({"[degF]", "degF", "°F", "℉", "F"})
AGE_UNIT = Words(
    {"a": "years", "mo": "months", "d": "days"},
    labels={"years": "years", "months": "months", "days": "days"},
)
REPORT_CODE, REPORT_CATEGORY = "95412-3", "55751-2"
CORRECTED = ("amended", "corrected")
DONE = ("final", *CORRECTED)
PRELIMINARY = ("preliminary", "partial")
WRONG = "entered-in-error"
