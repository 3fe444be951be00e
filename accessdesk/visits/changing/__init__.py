"""Change a visit that was asked for: its window, its visitors, its end."""
