"""Spoilt files: each format has a mutator that keeps its form and changes what stands in it."""
