"""What `make` does for those who work on Firebreak; nothing here is installed."""
