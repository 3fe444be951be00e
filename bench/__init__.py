"""Figures with a ratio: what the application costs beside what its database must do anyway."""
