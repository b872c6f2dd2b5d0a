"""Search: cases, people, units and places of the reader's own subtree, and nobody else."""
