"""SORMAS's code lists: the names of its enumerations, in capitals.

References
----------
SORMAS-Project (Helmholtz-Zentrum für Infektionsforschung), sormas-api, enumerations.
"""

from firebreak.intake.exchange.words import Words

SEX = Words({"MALE": "male", "FEMALE": "female", "UNKNOWN": "unknown", "OTHER": "unknown"})
AGE_UNIT = Words({"YEARS": "years", "MONTHS": "months", "DAYS": "days"})
STATUS = Words(
    {
        "SUSPECT": "suspected",
        "PROBABLE": "probable",
        "CONFIRMED": "confirmed",
        "CONFIRMED_NO_SYMPTOMS": "asymptomatic",
        "CONFIRMED_UNKNOWN_SYMPTOMS": "confirmed",
        "NO_CASE": "excluded",
    }
)
UNCLASSIFIED = "NOT_CLASSIFIED"
OUTCOME = Words({"RECOVERED": "recovered", "DECEASED": "died"})
NO_OUTCOME = ("NO_OUTCOME", "UNKNOWN")
PATHOGEN = Words(
    {
        "CORONAVIRUS": "sars-cov-2",
        "EVD": "ebola",
        "MEASLES": "measles",
        "MONKEYPOX": "mpox",
    }
)
IMPORTED = {"IMPORTED_CASE": True, "NOT_IMPORTED_CASE": False}
GROUP = Words({"HEALTHCARE_WORKER": "medical", "OTHER": "other", "UNKNOWN": "unknown"})
SAMPLE = Words(
    {
        "THROAT_SWAB": "throat",
        "OROPHARYNGEAL_SWAB": "throat",
        "OP_ASPIRATE": "throat",
        "NASAL_SWAB": "nasal",
        "NP_SWAB": "nasal",
        "ANTERIOR_NARES_SWAB": "nasal",
        "NP_ASPIRATE": "nasal",
        "SPUTUM": "sputum",
        "BLOOD": "blood",
        "SERA": "blood",
        "EDTA_WHOLE_BLOOD": "blood",
        "DRY_BLOOD": "blood",
        "PLASMA": "blood",
        "STOOL": "stool",
        "RECTAL_SWAB": "stool",
        "OTHER": "other",
        **dict.fromkeys(
            (
                "URINE",
                "SALIVA",
                "CRUST",
                "TISSUE",
                "CEREBROSPINAL_FLUID",
                "BRONCHOALVEOLAR_LAVAGE",
                "ENDOTRACHEAL_ASPIRATE",
                "SWAB_UNSPECIFIED",
                "CLINICAL_SAMPLE",
                "UNKNOWN",
            ),
            "other",
        ),
    }
)
METHOD = Words(
    {
        "PCR_RT_PCR": "pcr",
        "Q_PCR": "pcr",
        "MULTIPLEX_PCR": "pcr",
        "DIGITAL_PCR": "pcr",
        "NAAT": "pcr",
        "ANTIBODY_DETECTION": "antibody",
        "IGM_SERUM_ANTIBODY": "antibody",
        "IGG_SERUM_ANTIBODY": "antibody",
        "RAPID_ANTIBODY_TEST": "antibody",
        "NEUTRALIZING_ANTIBODIES": "antibody",
        "ANTIGEN_DETECTION": "antigen",
        "RAPID_ANTIGEN_DETECTION": "antigen",
        "RAPID_TEST": "antigen",
        "RDT": "antigen",
        "LATERAL_FLOW_ASSAY": "antigen",
        "SEQUENCING": "sequencing",
        "WHOLE_GENOME_SEQUENCING": "sequencing",
        "SANGER_SEQUENCING": "sequencing",
        "OTHER": "other",
        "CULTURE": "other",
        "ISOLATION": "other",
        "MICROSCOPY": "other",
        "HISTOPATHOLOGY": "other",
    }
)
RESULT = Words({"POSITIVE": "positive", "NEGATIVE": "negative", "INDETERMINATE": "inconclusive"})
NO_RESULT = ("PENDING", "NOT_DONE", "NOT_APPLICABLE")
#: how near they were; what is not here says less than the record asks
PROXIMITY = Words(
    {
        "TOUCHED_FLUID": "body_fluids",
        "CLOTHES_OR_OTHER": "utensils",
        "SAME_ROOM": "same_room",
        "AIRPLANE": "vehicle",
        "MEDICAL_SAME_ROOM": "same_ward",
        "MEDICAL_UNSAFE": "care",
    },
    broader={
        "PHYSICAL_CONTACT": ("other", ("household", "care", "visit", "work")),
        "CLOSE_CONTACT": ("other", ("meal", "work", "visit", "vehicle")),
        "FACE_TO_FACE_LONG": ("other", ("meal", "work", "visit")),
        "FACE_TO_FACE_SHORT": ("other", ("work", "visit", "same_room")),
        "AEROSOL": ("other", ("same_room", "care")),
    },
)
RELATION = Words(
    {"SAME_HOUSEHOLD": "household", "MEDICAL_CARE": "care", "OTHER": "other"},
    broader={"SAME_ENVIRONMENT": ("same_room", ("work", "meal", "vehicle"))},
)
FAMILY = "FAMILY_MEMBER_OR_FRIEND"
QUARANTINE = Words(
    {"HOME": "home", "INSTITUTIONELL": "site", "HOTEL": "site", "HOSPITAL": "ward"},
    labels={"INSTITUTIONAL": "site"},
)
NO_QUARANTINE = ("NONE", "UNKNOWN")
