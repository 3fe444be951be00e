"""The security desk: entry decisions, admissions, departures, the roster."""
