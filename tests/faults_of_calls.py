"""Which faults a function can raise, read from the sources: it, and all of ours that it names."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.sources import PACKAGE, ROOT, SOURCES, tree_of

Definition = ast.FunctionDef | ast.ClassDef
Place = tuple[str, str]  # A module and a name in it.


def module_of(path: object) -> str:
    relative = path.relative_to(ROOT).with_suffix("")  # type: ignore[attr-defined]
    return ".".join(relative.parts).removesuffix(".__init__")


TREES = {module_of(path): tree_of(path) for path in SOURCES}


@cache
def defined_in(module: str) -> dict[str, ast.AST]:
    """What a module defines at its top: functions, classes, and tables of them."""
    found: dict[str, ast.AST] = {}
    for node in TREES[module].body:  # type: ignore[attr-defined]
        if isinstance(node, Definition):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id: node for each in targets if isinstance(each, ast.Name)}
    return found


@cache
def names_in(module: str) -> dict[str, Place]:
    """Where each name comes from that a module imports from us; a module has an empty name."""
    found = {}
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE.name):
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                place = (whole, "") if whole in TREES else (node.module or "", each.name)
                found[each.asname or each.name] = place
    return found


def _place_of(node: ast.AST, module: str) -> Place | None:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner, name = names_in(module).get(node.value.id, ("", "?"))
        return (owner, node.attr) if owner in TREES and not name else None
    if isinstance(node, ast.Name):
        here = (module, node.id) if node.id in defined_in(module) else None
        return here or names_in(module).get(node.id)
    return None


@cache
def _places_in(place: Place) -> frozenset[Place]:
    """What of ours a definition names; many are reached from many."""
    module, name = place
    named = (_place_of(node, module) for node in ast.walk(defined_in(module)[name]))
    return frozenset(each for each in named if each)


def reached_from(start: Place) -> set[Place]:
    """All functions, classes and tables of ours that one names, and those that they name."""
    seen: set[Place] = set()
    open_ends = [start]
    while open_ends:
        module, name = place = open_ends.pop()
        if place in seen or module not in TREES or name not in defined_in(module):
            continue
        seen.add(place)
        open_ends += _places_in(place)
    return seen


def _keys(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Dict):
            for key in each.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


@cache
def _faults_in(node: ast.AST) -> tuple[str, ...]:
    return tuple(_faults_named_in(node))


def _faults_named_in(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            for keyword in each.keywords:
                if keyword.arg == "fields":
                    yield from _keys(keyword.value)
            named = getattr(each.func, "id", "")
            first = each.args[0] if each.args else None
            if named == "required" and isinstance(first, ast.Constant):
                yield str(first.value)
    if isinstance(node, ast.FunctionDef) and "faults_of" in node.name:
        yield from _keys(node)


def faults_from(start: Place) -> dict[str, Place]:
    """The fields at which a function, or what it names, finds faults; each with where."""
    return {
        fault: place
        for place in sorted(reached_from(start))
        for fault in _faults_in(defined_in(place[0])[place[1]])
    }
