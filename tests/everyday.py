"""What the everyday suite leaves to the whole one."""

import ast
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import Any

OUTSIDE = frozenset({"page", "pages", "api", "browser"})
# Who signs in or calls the API, and nothing else, sees pages and answers.
CLIENTS = frozenset({"ApiClient", "api_of", "sign_in", "page_client"})
# What is about services, statements, tables or claims, however it is called.
ALWAYS = frozenset(
    {"guards", "idempotency", "limits", "migrations", "queries", "races", "search", "service"}
)
AT_ONCE = frozenset({"threading", "concurrent", "multiprocessing"})


def names_imported(text: str) -> set[str]:
    """All that a file imports, each name with the module that it comes from."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return names | {
        f"{node.module}.{name.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def on_both_every_day(names: set[str]) -> set[str]:
    """Which imports of a test have to be looked at on both databases every day."""
    parts = {name: name.split(".") for name in names}
    return {name for name, each in parts.items() if each[0] in AT_ONCE or "service" in each}


def named_for_the_outside(file: Path) -> bool:
    """Whether a test file sees the product from outside alone, by the words of its name."""
    return not OUTSIDE.isdisjoint(file.stem.split("_"))


@lru_cache
def from_outside(file: Path) -> bool:
    """Whether a test file sees the product from outside alone, by its name or what it imports."""
    if named_for_the_outside(file):
        return True
    if not ALWAYS.isdisjoint(file.stem.split("_")) or not file.exists():
        return False
    parts = [name.split(".") for name in names_imported(file.read_text("utf-8"))]
    calls = any(not CLIENTS.isdisjoint(each) for each in parts)
    # What calls from outside may arrange by services; what several do at once is seen on both.
    return calls and AT_ONCE.isdisjoint(each[0] for each in parts)


def left_to_the_whole_suite(
    file: Path, params: Mapping[str, Any], marks: AbstractSet[str] = frozenset()
) -> bool:
    """Whether a test shows on PostgreSQL what it shows on SQLite every day, or in a browser
    what is no way of every day."""
    if "browser" in marks and "everyday" not in marks:
        return True
    return params.get("app") == "postgresql" and from_outside(file)
