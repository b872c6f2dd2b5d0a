"""Chains: the tree of transmission, one case's probable infectors, and what people settle of them."""
