"""7-1-7, the quality of reports, and the quality of tracing: every number with its rows."""
