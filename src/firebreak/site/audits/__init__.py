"""Audits of logs: who was found in one, and whether he had been reported."""
