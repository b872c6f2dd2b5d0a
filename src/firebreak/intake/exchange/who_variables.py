"""The variables of WHO's case form of 2020, and the words they take: for reading and for writing.

References
----------
WHO/2019-nCoV/SurveillanceCRF/2020.2, "Revised case report form for Confirmed Novel Coronavirus
COVID-19", with the variable names of its data dictionary.
"""

SEX = {"male": "Male", "female": "Female", "unknown": "Unknown"}
AGE_UNIT = {"years": "years", "months": "months", "days": "days"}
OUTCOME = {"recovered": "Recovered/Healthy", "died": "Death"}
YES, NO = "Yes", "No"
#: As the columns stand, and what each is in the record: (kind of draft, field).
VARIABLES = {
    "report_date": ("case", "reported"),
    "report_country": None,
    "patinfo_ID": ("case", "number"),
    "patinfo_ageonset": ("person", "age"),
    "patinfo_ageonsetunit": ("person", "age_unit"),
    "patinfo_sex": ("person", "sex"),
    "patinfo_idadmin0": None,
    "patinfo_idadmin1": None,
    "patinfo_resadmin0": None,
    "Lab_date1": ("test", "when"),
    "patcourse_asymp": ("case", "status"),
    "patcourse_dateonset": ("case", "onset"),
    "patcourse_presHCF": ("placement", "when"),
    "patcourse_dateiso": ("placement", "when"),
    "patinfo_occuhcw": ("person", "group"),
    "expo_contact_case": ("contact", "from"),
    "expo_ID1": ("contact", "from"),
    "expo_case_date_first1": ("contact", "when"),
    "expo_case_date_last1": ("contact", "ended"),
    "outcome_patcourse_status": ("classification", "status"),
    "outcome_date_of_outcome": ("classification", "when"),
}
