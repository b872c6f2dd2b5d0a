"""Where facts come from: a source with what was read from it, and the events behind a number."""
