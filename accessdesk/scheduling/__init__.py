"""Plan visits: windows, capacity, openings, recurrence, closed periods and calendars."""
