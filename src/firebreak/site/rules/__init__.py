"""Protocol editions as people read them, and the work that a change of edition makes."""
