"""Orders with a deadline: who holds each, what its clock says, which report says it is done."""
