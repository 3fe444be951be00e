"""One entry: what is known, what decides, what is kept."""
