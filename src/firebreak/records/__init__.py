"""The one record: what is known, who told it, and every version of it."""
