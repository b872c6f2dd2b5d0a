"""Taking in what came today: whatever form it comes in, it ends in the same actions."""
