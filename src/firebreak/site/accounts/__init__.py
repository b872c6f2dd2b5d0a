"""Coming in and going out: signing in, the post one acts from, one's password, what one may do."""
