"""Units: a county as its secretary reads it, and every unit with what it holds."""
