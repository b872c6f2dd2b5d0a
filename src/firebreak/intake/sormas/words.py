"""SORMAS's code lists: the names of its enumerations, in capitals, and their English captions.

Its import takes either; its detailed export writes captions, in the language of the user.

References
----------
SORMAS-Project (Helmholtz-Zentrum für Infektionsforschung), sormas-api: the enumerations, and
`enum.properties` for their captions.
"""

from firebreak.intake.exchange.texts import plain
from firebreak.intake.exchange.words import Words


def says(written: str, *names: str) -> bool:
    """
    Say whether a cell is one of some words, as a name or as a caption.

    Examples
    --------
    >>> says("Yes", "YES"), says("", "YES")
    (True, False)
    """
    return plain(written) in {plain(name) for name in names}


YES = ("YES",)
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
    },
    labels={
        "Suspect case": "suspected",
        "Probable case": "probable",
        "Confirmed case": "confirmed",
        "Confirmed case with no symptoms": "asymptomatic",
        "Confirmed case with unknown symptoms": "confirmed",
        "Not a case": "excluded",
    },
)
UNCLASSIFIED = "NOT_CLASSIFIED"
NOT_YET = (UNCLASSIFIED, "Not yet classified")
OUTCOME = Words({"RECOVERED": "recovered", "DECEASED": "died"})
NO_OUTCOME = ("NO_OUTCOME", "No Outcome Yet", "UNKNOWN")
PATHOGEN = Words(
    {
        "CORONAVIRUS": "sars-cov-2",
        "EVD": "ebola",
        "MEASLES": "measles",
        "MONKEYPOX": "mpox",
    },
    labels={"COVID-19": "sars-cov-2", "Ebola Virus Disease": "ebola"},
)
IMPORTED = {"IMPORTED_CASE": True, "NOT_IMPORTED_CASE": False}
#: the groups every instance has; others are an instance's own, or of earlier versions
GROUP = Words(
    {"HEALTHCARE_WORKER": "medical", "OTHER": "other", "UNKNOWN": "unknown"},
    labels={
        "BUSINESSMAN_WOMAN": "commerce",
        "CHILD": "home_child",
        "FARMER": "farmer",
        "HOUSEWIFE": "unemployed",
        "PUPIL_STUDENT": "student",
    },
    broader={"LABORATORY_STAFF": ("medical", ("other",))},
)
SAMPLE = Words(
    {
        "THROAT_SWAB": "throat",
        "OROPHARYNGEAL_SWAB": "throat",
        "OP_ASPIRATE": "throat",
        "THROAT_ASPIRATE": "throat",
        "NASAL_SWAB": "nasal",
        "NP_SWAB": "nasal",
        "ANTERIOR_NARES_SWAB": "nasal",
        "NP_ASPIRATE": "nasal",
        "NASOPHARYNGEAL_LAVAGE": "nasal",
        "SPUTUM": "sputum",
        "BLOOD": "blood",
        "SERA": "blood",
        "EDTA_WHOLE_BLOOD": "blood",
        "DRY_BLOOD": "blood",
        "PLASMA": "blood",
        "CORD_BLOOD": "blood",
        "STOOL": "stool",
        "RECTAL_SWAB": "stool",
        "OTHER": "other",
        **dict.fromkeys(
            (
                "ABSCESS_SWAB",
                "AMNIOTIC_FLUID",
                "ASPIRATE",
                "BIOPSY",
                "BONE",
                "BONE_AND_JOINT",
                "BONE_MARROW",
                "BRAIN_TISSUE",
                "BRONCHOALVEOLAR_LAVAGE",
                "CATHETER_EXIT_SITE",
                "CEREBROSPINAL_FLUID",
                "CLINICAL_SAMPLE",
                "CONJUNCTIVAL_SWAB",
                "CORNEA_PM",
                "CRUST",
                "DUODENUM_FLUID",
                "ENDOTRACHEAL_ASPIRATE",
                "EYE",
                "GASTRIC_FLUID",
                "GENITAL_SWAB",
                "INTESTINAL_FLUID",
                "LOWER_RESPIRATORY_TRACT",
                "LUNG_TISSUE",
                "MIDDLE_EAR_FLUID",
                "NUCHAL_SKIN_BIOPSY",
                "PERITONEAL_FLUID",
                "PLACENTA",
                "PLEURAL_FLUID",
                "PUS",
                "SALIVA",
                "SEMEN",
                "SKIN",
                "SOFT_TISSUE",
                "SWAB_UNSPECIFIED",
                "SYNOVIAL_FLUID",
                "TEARS",
                "TISSUE",
                "ULCER_SWAB",
                "UNKNOWN",
                "URINE",
                "URINE_PM",
                "WOUND",
            ),
            "other",
        ),
    },
    labels={"Nasopharyngeal swab": "nasal"},
)
METHOD = Words(
    {
        "PCR_RT_PCR": "pcr",
        "Q_PCR": "pcr",
        "MULTIPLEX_PCR": "pcr",
        "DIGITAL_PCR": "pcr",
        "CQ_VALUE_DETECTION": "pcr",
        "NAAT": "pcr",
        "ANTIBODY_DETECTION": "antibody",
        "IGM_SERUM_ANTIBODY": "antibody",
        "IGG_SERUM_ANTIBODY": "antibody",
        "IGA_SERUM_ANTIBODY": "antibody",
        "RAPID_ANTIBODY_TEST": "antibody",
        "NEUTRALIZING_ANTIBODIES": "antibody",
        "ENZYME_LINKED_IMMUNOSORBENT_ASSAY": "antibody",
        "WESTERN_BLOT": "antibody",
        "INDIRECT_FLUORESCENT_ANTIBODY": "antibody",
        "OTHER_SEROLOGICAL_TEST": "antibody",
        "ANTIGEN_DETECTION": "antigen",
        "RAPID_ANTIGEN_DETECTION": "antigen",
        "RAPID_TEST": "antigen",
        "RDT": "antigen",
        "LATERAL_FLOW_ASSAY": "antigen",
        "DIRECT_FLUORESCENT_ANTIBODY": "antigen",
        "IMMUNOFLUORESCENCE_ASSAY": "antigen",
        "OTHER_ANTIGEN_DETECTION_TEST": "antigen",
        "SEQUENCING": "sequencing",
        "WHOLE_GENOME_SEQUENCING": "sequencing",
        "SANGER_SEQUENCING": "sequencing",
        "OTHER": "other",
        **dict.fromkeys(
            (
                "ACID_FAST_STAIN",
                "BACTERIAL_CULTURE",
                "CRISPR_DIAGNOSTICS",
                "CULTURE",
                "DARK_FIELD_MICROSCOPY",
                "DNA_MICROARRAY",
                "ELECTRON_MICROSCOPY",
                "FISH",
                "FLOW_CYTOMETRY",
                "GENOTYPING",
                "GIEMSA_STAIN",
                "GRAM_STAIN",
                "HEMAGGLUTINATION_INHIBITION",
                "HISTOPATHOLOGY",
                "IGRA",
                "IMMUNOHISTOCHEMISTRY",
                "INCUBATION_TIME",
                "ISOLATION",
                "LAMP",
                "LATEX_AGGLUTINATION",
                "LINE_PROBE_ASSAY",
                "MALDI_TOF",
                "MICROSCOPY",
                "MULTILOCUS_SEQUENCE_TYPING",
                "NASBA",
                "OTHER_MOLECULAR_ASSAY",
                "SEROGROUPING",
                "SEROTYPING",
                "SLIDE_AGGLUTINATION",
                "TMA",
                "TST",
                "VIRAL_ISOLATION",
            ),
            "other",
        ),
    },
    labels={
        "Antigen detection test": "antigen",
        "Antigen detection test (rapid test)": "antigen",
        "Indirect Fluorescent Antibody (IFA)": "antibody",
        "Direct Fluorescent Antibody (FA)": "antigen",
    },
)
RESULT = Words({"POSITIVE": "positive", "NEGATIVE": "negative", "INDETERMINATE": "inconclusive"})
NO_RESULT = ("", "PENDING", "NOT_DONE", "NOT_APPLICABLE")
#: how near they were; what is not here says less than the record asks
PROXIMITY = Words(
    {
        "TOUCHED_FLUID": "body_fluids",
        "CLOTHES_OR_OTHER": "utensils",
        "SAME_ROOM": "same_room",
        "AIRPLANE": "vehicle",
        "MEDICAL_SAME_ROOM": "same_ward",
        "MEDICAL_UNSAFE": "care",
        "MEDICAL_LIMITED": "care",
    },
    labels={
        "Touched fluid of source case": "body_fluids",
        "Manipulation of clothes or other objects of source case": "utensils",
        "Was in same room or house with source case": "same_room",
        "Airplane, sitting up to two rows in front or behind the source case": "vehicle",
        "Medical personnel that was in same room or house with source case": "same_ward",
    },
    broader={
        said: less
        for names, less in {
            ("PHYSICAL_CONTACT", "Direct physical contact with source case"): (
                "other",
                ("household", "care", "visit", "work"),
            ),
            ("CLOSE_CONTACT", "Was in close proximity (1 meter) with source case"): (
                "other",
                ("meal", "work", "visit", "vehicle"),
            ),
            ("FACE_TO_FACE_LONG", "Face-to-face contact of at least 15 minutes"): (
                "other",
                ("meal", "work", "visit"),
            ),
            ("FACE_TO_FACE_SHORT", "Face-to-face contact of less than 15 minutes"): (
                "other",
                ("work", "visit", "same_room"),
            ),
            ("AEROSOL", "Persons exposed to aerosol producing activities"): (
                "other",
                ("same_room", "care"),
            ),
            ("MEDICAL_SAFE", "MEDICAL_DISTANT"): ("care", ("other",)),
        }.items()
        for said in names
    },
)
RELATION = Words(
    {"SAME_HOUSEHOLD": "household", "MEDICAL_CARE": "care", "OTHER": "other"},
    labels={
        "Live in the same household": "household",
        "Provided medical care for the case": "care",
    },
    broader={
        "SAME_ENVIRONMENT": ("work", ("same_room", "meal", "vehicle")),
        "Work in the same environment": ("work", ("same_room", "meal", "vehicle")),
    },
)
FAMILY = ("FAMILY_MEMBER_OR_FRIEND", "Other family member or friend")
NO_CONTACT = ("NO_CONTACT", "Not a contact")
QUARANTINE = Words(
    {"HOME": "home", "INSTITUTIONELL": "site", "HOTEL": "site", "HOSPITAL": "ward"},
    labels={"INSTITUTIONAL": "site"},
)
NO_QUARANTINE = ("", "NONE", "UNKNOWN")
#: instead of a facility; its name, if any, stands under the details
NO_FACILITY = ("OTHER_FACILITY", "Other facility", "NO_FACILITY", "Home or other place")
