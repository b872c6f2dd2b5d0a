"""What in the record cannot all be true, as its reviewer goes through it."""
