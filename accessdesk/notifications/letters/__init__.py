"""Letters: what they say, what hangs on them, how they are mailed."""
