"""How many examples a property is tried with: some every day, and all in the whole suite."""

from typing import Any

from hypothesis import settings

EVERYDAY = "everyday"
SHARE = 8
FEWEST = 5

settings.register_profile(EVERYDAY, deadline=None, max_examples=settings().max_examples // SHARE)


def count(most: int, profile: str) -> int:
    """How many of so many examples a profile tries."""
    return max(most // SHARE, min(most, FEWEST)) if profile == EVERYDAY else most


def examples(most: int, **more: Any) -> settings:
    """So many examples, an eighth of them under the profile of `make quick`; in whatever time."""
    tried = count(most, settings.get_current_profile_name())
    return settings(deadline=None, max_examples=tried, **more)
