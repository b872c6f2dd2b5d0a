"""From an outbreak's raw reports to the day's orders."""
