"""Records that may be one person: side by side, with what speaks for it, settled by people."""
