"""Go.Data's code lists. A value is a token (`LNG_REFERENCE_DATA_…`) or the label it is shown with.

Tokens are never renamed, labels are: outbreaks were set up with `DIRECT_PHYSICAL_CONTACT` shown as
"Direct non-physical contact". So the label decides wherever the file gives it; a token that is
known to have changed its meaning is uncertain without.

References
----------
The models and default reference data of Go.Data (WHO, GoDataSource-API), and the labels in WHO's
own example reports.
"""

from firebreak.intake.exchange.words import Words

CATEGORY = "LNG_REFERENCE_DATA_CATEGORY_"

SEX = Words({"MALE": "male", "FEMALE": "female", "UNKNOWN": "unknown"}, CATEGORY + "GENDER_")
STATUS = Words(
    {
        "SUSPECT": "suspected",
        "PROBABLE": "probable",
        "CONFIRMED": "confirmed",
        "NOT_A_CASE_DISCARDED": "excluded",
        "ASYMPTOMATIC": "asymptomatic",
    },
    CATEGORY + "CASE_CLASSIFICATION_",
    labels={"Suspected": "suspected", "Discarded": "excluded"},
)
OUTCOME = Words({"RECOVERED": "recovered", "DECEASED": "died"}, CATEGORY + "OUTCOME_")
# "Alive" says only that the course has not ended.
NO_OUTCOME = Words({"ALIVE": "alive"}, OUTCOME.prefix)
GROUP = Words(
    {
        "HEALTH_CARE_WORKER": "medical",
        "CIVIL_SERVANT": "cadre",
        "FARMER": "farmer",
        "TEACHER": "teacher",
        "CHILD": "home_child",
        "STUDENT": "student",
        "OTHER": "other",
        "UNKNOWN": "unknown",
    },
    CATEGORY + "OCCUPATION_",
    labels={"Health worker": "medical", "Healthcare worker": "medical"},
)
#: what kinds of person a file has; the record's word is the collection it belongs to
PERSON = Words(
    {
        "CASE": "case",
        "CONTACT": "contact",
        "CONTACT_OF_CONTACT": "contact_of_contact",
        "EVENT": "event",
    },
    CATEGORY + "PERSON_TYPE_",
    labels={"contactOfContact": "contact_of_contact", "contact of contact": "contact_of_contact"},
)
NATIONAL_ID = CATEGORY + "DOCUMENT_TYPE_NATIONAL_ID_CARD"
RESIDENCE = CATEGORY + "ADDRESS_TYPE_USUAL_PLACE_OF_RESIDENCE"
DOCUMENT = Words({"NATIONAL_ID_CARD": "national_id"}, CATEGORY + "DOCUMENT_TYPE_")
ADDRESS = Words(
    {"USUAL_PLACE_OF_RESIDENCE": "residence"},
    CATEGORY + "ADDRESS_TYPE_",
    labels={"Current address": "residence"},
)
MANNER = Words(
    {
        "SLEPT_ATE_OR_SPEND_TIME_IN_SAME_HOUSEHOLD": "household",
        "SHARED_A_MEAL": "meal",
        "SAME_ROOM": "same_room",
        "SAME_WARD": "same_ward",
        "TOUCHED_OR_SHARED_LINENS_CLOTHES_DISHES": "utensils",
        "TOUCHED_BODY_FLUIDS": "body_fluids",
        "CARED_FOR_OR_TREATED": "care",
        "VISITED": "visit",
        "SAME_VEHICLE": "vehicle",
        "WORKED_OR_STUDIED_TOGETHER": "work",
        "OTHER": "other",
        "DIRECT_PHYSICAL_CONTACT": "other",
    },
    CATEGORY + "EXPOSURE_TYPE_",
    labels={
        "Slept, ate or spent time in same household": "household",
        "Indirect contact (touched contaminated surface/materials/fomites etc.)": "utensils",
        "Other (please specify in comment field)": "other",
    },
    broader={
        "Direct physical contact": ("other", ("household", "care", "body_fluids", "visit")),
        "Direct non-physical contact": ("same_room", ("meal", "work", "vehicle", "visit")),
        "Direct non-physical contact (within 1 meter)": (
            "same_room",
            ("meal", "work", "vehicle", "visit"),
        ),
    },
    relabelled={"DIRECT_PHYSICAL_CONTACT": ("other", "same_room", "care", "body_fluids")},
)
#: labels of the tokens above that Go.Data does not come with; an export brings them along
OWN_LABELS = {
    "CASE_CLASSIFICATION_ASYMPTOMATIC": "Asymptomatic",
    "EXPOSURE_TYPE_SHARED_A_MEAL": "Shared a meal",
    "EXPOSURE_TYPE_SAME_ROOM": "Same room",
    "EXPOSURE_TYPE_SAME_WARD": "Same ward",
    "EXPOSURE_TYPE_CARED_FOR_OR_TREATED": "Cared for or treated",
    "EXPOSURE_TYPE_VISITED": "Visited",
    "EXPOSURE_TYPE_SAME_VEHICLE": "Same vehicle",
    "EXPOSURE_TYPE_WORKED_OR_STUDIED_TOGETHER": "Worked or studied together",
    "EXPOSURE_TYPE_OTHER": "Other",
    "GENDER_UNKNOWN": "Unknown",
    "TYPE_OF_SAMPLE_NASAL_SWAB": "Nasal swab",
    "TYPE_OF_SAMPLE_STOOL": "Stool",
    "TYPE_OF_SAMPLE_OTHER": "Other",
    "TYPE_OF_LAB_TEST_SEQUENCING": "Sequencing",
    "TYPE_OF_LAB_TEST_ANTIGEN": "Antigen",
    "TYPE_OF_LAB_TEST_OTHER": "Other",
    "PERSON_DATE_TYPE_ICU_ADMISSION": "ICU Admission",
}
CERTAINTY = Words(
    {"1_LOW": "low", "2_MEDIUM": "medium", "3_HIGH": "high"}, CATEGORY + "CERTAINTY_LEVEL_"
)
RELATION = Words(
    {
        "FAMILY": "Family",
        "NEIGHBOR": "Neighbor",
        "NOSOCOMIAL_TRANSMISSION": "Nosocomial transmission",
        "CO_WORKERS": "Co-workers",
        "FRIENDS": "Friends",
        "FUNERAL": "Funeral",
        "TRAVEL_TO_OUTBREAK_AREA": "Travel to outbreak area",
        "UNKNOWN": "Unknown",
    },
    CATEGORY + "CONTEXT_OF_TRANSMISSION_",
)
FOLLOW_UP = Words(
    {
        "SEEN_OK": "seen_well",
        "SEEN_NOT_OK": "seen_ill",
        "MISSED": "not_found",
        "NOT_SEEN": "not_found",
        "NOT_ATTEMPTED": "not_done",
        "NOT_PERFORMED": "not_done",
    },
    "LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_",
)
# Go.Data says isolated, not where: at home, at a site, on the spot.
LEVEL = Words(
    {
        "HOSPITALIZATION": "ward",
        "HOSPITALISATION": "ward",
        "ICU_ADMISSION": "icu",
        "ICU": "icu",
        "ISOLATION": "isolation",
    },
    CATEGORY + "PERSON_DATE_TYPE_",
)
ISOLATED = ("site", "home", "on_the_spot")
SAMPLE = Words(
    {
        "THROAT_SWAB": "throat",
        "NASAL_SWAB": "nasal",
        "SPUTUM": "sputum",
        "BLOOD": "blood",
        "STOOL": "stool",
        "OTHER": "other",
    },
    CATEGORY + "TYPE_OF_SAMPLE_",
    labels={
        "Oropharyngeal swab": "throat",
        "OP swab": "throat",
        "Nasopharyngeal swab": "nasal",
        "NP swab": "nasal",
        "Serum": "blood",
        "Skin biopsy": "other",
        "Urine": "other",
        "Saliva": "other",
    },
)
METHOD = Words(
    {
        "RT_PCR": "pcr",
        "PCR": "pcr",
        "IG_C_OR_IG_M": "antibody",
        "SEQUENCING": "sequencing",
        "ANTIGEN": "antigen",
        "OTHER": "other",
    },
    CATEGORY + "TYPE_OF_LAB_TEST_",
    labels={
        "IgG or IgM": "antibody",
        "Serology": "antibody",
        "Rapid antigen test": "antigen",
        "Antigen rapid test": "antigen",
        "Whole genome sequencing": "sequencing",
    },
)
RESULT = Words(
    {"POSITIVE": "positive", "NEGATIVE": "negative", "INCONCLUSIVE": "inconclusive"},
    CATEGORY + "LAB_TEST_RESULT_",
)
RESULT_STATUS = Words(
    {"IN_PROGRESS": "in_progress", "COMPLETED": "completed"}, CATEGORY + "LAB_TEST_RESULT_STATUS_"
)
#: an instance lists laboratories of its own
LABORATORY = CATEGORY + "LAB_NAME_"
PATHOGEN = Words(
    {
        "2019_N_CO_V": "sars-cov-2",
        "COVID_19": "sars-cov-2",
        "EBOLA_VIRUS_DISEASE": "ebola",
        "MIDDLE_EASI_RESPIRATORY_SYNDROME_CORONAVIRUS_MERS_CO_V": "mers-cov",
        "MEASLES": "measles",
        "MPOX": "mpox",
        "SARS": "sars-cov",
        "INFLUENZA_A_H1N1": "influenza-a-h1n1pdm09",
    },
    CATEGORY + "DISEASE_",
    labels={
        "COVID-19": "sars-cov-2",
        "SARS-CoV-2": "sars-cov-2",
        "Monkeypox": "mpox",
        "Ebola": "ebola",
        "MERS": "mers-cov",
        "MERS-CoV": "mers-cov",
        "Middle East respiratory syndrome coronavirus (MERS-CoV)": "mers-cov",
    },
)
SYMPTOM = Words(
    {
        "fever": "fever",
        "cough": "cough",
        "chest_pain": "chest_pain",
        "dyspnoea": "dyspnoea",
        "diarrhoea": "diarrhoea",
        "fatigue": "fatigue",
        "sore_throat": "sore_throat",
    },
    labels={
        "shortness of breath": "dyspnoea",
        "breathlessness": "dyspnoea",
        "difficulty breathing": "dyspnoea",
        "diarrhea": "diarrhoea",
    },
)

#: labels that are not the words of their token
SHOWN = {
    "NOT_A_CASE_DISCARDED": "Not a case (discarded)",
    "1_LOW": "1 - Low",
    "2_MEDIUM": "2 - Medium",
    "3_HIGH": "3 - High",
    "CO_WORKERS": "Co-workers",
    "RT_PCR": "RT-PCR",
    "IG_C_OR_IG_M": "IgG or IgM",
    "ICU_ADMISSION": "ICU admission",
    "2019_N_CO_V": "COVID-19",
    "SARS": "SARS",
    "MIDDLE_EASI_RESPIRATORY_SYNDROME_CORONAVIRUS_MERS_CO_V": "MERS-CoV",
    "INFLUENZA_A_H1N1": "Influenza A H1N1",
}
_PREFIXES = sorted(
    {one.prefix for one in vars().copy().values() if isinstance(one, Words) and one.prefix}
    | {LABORATORY},
    key=len,
    reverse=True,
)


def shown(token: str) -> str:
    """
    Return the label that a token is shown with, as an export in words has it.

    Examples
    --------
    >>> shown(CATEGORY + "GENDER_MALE"), shown(CATEGORY + "CERTAINTY_LEVEL_3_HIGH"), shown("mill")
    ('Male', '3 - High', 'mill')
    """
    prefix = next((one for one in _PREFIXES if token.startswith(one)), None)
    if prefix is None:
        return token
    code = token.removeprefix(prefix)
    return SHOWN.get(code) or code.replace("_", " ").capitalize()
