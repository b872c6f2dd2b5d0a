"""Cities as files: the units a first day needs. `reading.py` reads one, `setting_up.py` opens it."""
