"""Simple physical work by a technician: the catalogue, the guard, the log, the questions."""
