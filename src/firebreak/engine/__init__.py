"""Pure analysis: tables in, tables out.

Nothing here reads a clock, a database, a setting, or a file other than its own
reference data. Dates, seeds and tables are arguments. Nothing here knows Django.
"""
