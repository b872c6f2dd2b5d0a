"""Places: who was there when, as far as the reader sees them, which cases, which contacts."""
