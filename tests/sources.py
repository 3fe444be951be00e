"""The source files of the code base, each parsed once however many rules look at it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "accessdesk"
SOURCES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax of a source file; nobody changes it."""
    return ast.parse(path.read_text("utf-8"))
