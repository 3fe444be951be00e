"""What the everyday suite leaves to the whole one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUTSIDE = frozenset({"page", "pages", "api", "browser"})


def from_outside(file: Path) -> bool:
    """Whether a test file sees the product from outside alone, by the words of its name."""
    return not OUTSIDE.isdisjoint(file.stem.split("_"))


def left_to_the_whole_suite(file: Path, params: Mapping[str, Any]) -> bool:
    """Whether a test shows on PostgreSQL what it shows on SQLite every day."""
    return params.get("app") == "postgresql" and from_outside(file)
