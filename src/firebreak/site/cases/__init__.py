"""Cases: the list behind every count, and a case with everything that is known of it."""
