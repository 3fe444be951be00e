"""Print the figures of the floor plan: how packages know each other, and how full rooms are.

    python tools/floor_plan.py [CHECKOUT]

Another checkout can be named, so that an older state is measured by the same rule.
"""

import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

MANY_PARAMETERS = 6


def room_of(path: Path, package: Path) -> str:
    """The package, or the file at the top, that a source file belongs to."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, wherever in the file, and each name from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def edges(sources: Iterable[tuple[str, ast.AST]]) -> dict[str, set[str]]:
    """Which room knows which others, of sources as (room, syntax)."""
    known: dict[str, set[str]] = defaultdict(set)
    for room, tree in sources:
        for name in imports_of(tree):
            parts = name.split(".")
            if parts[0] == "accessdesk" and len(parts) > 1 and parts[1] != room:
                known[room].add(parts[1])
    return known


def circles(known: dict[str, set[str]]) -> set[frozenset[str]]:
    """The groups of rooms that reach each other."""
    reached: dict[str, set[str]] = {}
    for start in known:
        seen, todo = set[str](), [start]
        while todo:
            for room in known.get(todo.pop(), ()):
                if room not in seen:
                    seen.add(room)
                    todo.append(room)
        reached[start] = seen
    return {
        frozenset(other for other in reached[room] if room in reached.get(other, ()))
        for room in reached
        if room in reached[room]
    }


def foreign_models(room: str, tree: ast.AST) -> set[str]:
    """The packages whose tables a file imports, other than its own."""
    parts = [name.split(".") for name in imports_of(tree)]
    return {
        name[1]
        for name in parts
        if name[0] == "accessdesk" and name[2:3] == ["models"] and name[1] != room
    }


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many values a function takes, besides itself or its class."""
    taken = function.args
    names = [each.arg for each in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def figures(package: Path) -> dict[str, object]:
    """Each figure of the floor plan by its name."""
    texts = {path: path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    files = [path for path in texts if path.name != "__init__.py"]
    found = circles(edges((room_of(path, package), tree) for path, tree in trees.items()))
    in_circles = {room for circle in found for room in circle if (package / room).is_dir()}
    folder, fullest = Counter(path.parent for path in files).most_common(1)[0]
    functions = [
        node
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {
        "packages in circles": f"{len(in_circles)} ({', '.join(sorted(in_circles))})",
        # The list of all tables imports every one of them; that is what it is for.
        "imports of another package's models": sum(
            len(foreign_models(room_of(path, package), tree))
            for path, tree in trees.items()
            if path.name not in ("tables.py", "schema.py")
        ),
        "files in the fullest folder": f"{fullest} ({folder.relative_to(package.parent)})",
        "files": len(files),
        "median lines of a file": statistics.median(
            len(texts[path].splitlines()) for path in files
        ),
        "functions with more than six parameters": sum(
            parameters(function) > MANY_PARAMETERS for function in functions
        ),
    }


def main() -> int:
    """Print a line for each figure."""
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    for name, figure in figures(checkout / "accessdesk").items():
        sys.stdout.write(f"{name}: {figure}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
