"""A docstring promises: what is returned or done, and what a caller has to catch."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.sources import ROOT, tree_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
REGISTERS = {"get", "post", "put", "patch", "delete", "command"}


def trees_of(*folders: str) -> dict[str, ast.Module]:
    """The syntax of every source below some folders, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): tree_of(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def words_of(node: ast.AST) -> str:
    documented = isinstance(node, Function | ast.ClassDef | ast.Module)
    return ast.get_docstring(node) or "" if documented else ""


def domain_errors(trees: dict[str, ast.Module]) -> set[str]:
    """The names of DomainError and of all that descends from it, wherever it is defined."""
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    errors = {"DomainError"}
    while further := {name for name, of in bases.items() if of & errors} - errors:
        errors |= further
    return errors


def functions_of(tree: ast.Module) -> Iterator[Function]:
    """The functions of a module and the methods of its classes, but none within another."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (each for each in node.body if isinstance(each, Function))


@cache
def raised_in(function: Function) -> frozenset[str]:
    """What stands in the function's own `raise` statements."""
    raised = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise))
    called = (exc.func if isinstance(exc, ast.Call) else exc for exc in raised if exc)
    return frozenset(ast.unparse(each) for each in called)


@cache
def privates_called(function: Function) -> frozenset[str]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    names = {ast.unparse(call.func).removeprefix("self.") for call in calls}
    return frozenset(name for name in names if re.fullmatch(r"_[a-z]\w*", name))


def raised_by(tree: ast.Module, errors: set[str]) -> Iterator[tuple[Function, set[str]]]:
    """What each function raises, by itself or by the private functions of its module."""
    functions = {function.name: function for function in functions_of(tree)}

    def all_of(function: Function, seen: frozenset[str]) -> set[str]:
        further = privates_called(function) & set(functions) - seen
        nearest = (all_of(functions[name], seen | further) for name in further)
        return (raised_in(function) & errors).union(*nearest)

    yield from ((each, all_of(each, frozenset())) for each in functions_of(tree))


def is_called_by_a_caller(function: Function) -> bool:
    """Whether it is public, and neither a route nor a command: the edge says what these raise."""
    decorators = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return not function.name.startswith("_") and not any(
        isinstance(each, ast.Attribute) and each.attr in REGISTERS for each in decorators
    )


def unnamed(trees: dict[str, ast.Module], errors: set[str]) -> list[str]:
    """The public functions that raise a domain error which their docstring does not name."""
    return [
        f"{path}: {function.name} raises {error}"
        for path, tree in trees.items()
        for function, raised in raised_by(tree, errors)
        if is_called_by_a_caller(function)
        for error in sorted(raised)
        if not re.search(rf"\b{error}\b", words_of(function))
    ]


def test_whatever_a_caller_has_to_catch_is_named() -> None:
    product = trees_of("accessdesk")

    assert unnamed(product, domain_errors(product)) == []


def test_an_error_that_is_not_named_would_be_found() -> None:
    source = '''
class Moonless(Conflict):
    """No moon."""

def rise(moon):
    """Let the moon rise; raises Moonless when there is none."""
    _check(moon)

def land(moon):
    """Land on the moon."""
    _look(moon)

def _look(moon):
    _check(moon)

def _check(moon):
    if not moon:
        raise Moonless("There is none.")

@bp.post("/moon")
def create():
    """Make a moon."""
    raise Moonless
'''
    trees = {"moon.py": ast.parse(source)}

    assert unnamed(trees, {"Moonless"}) == ["moon.py: land raises Moonless"]
    assert "SeriesRefused" in domain_errors(trees_of("accessdesk"))


def is_a_call_of_the_api(node: ast.AST) -> bool:
    """Whether the docstring is a summary in the OpenAPI document, whose words stay as they are."""
    return isinstance(node, Function) and any(
        ast.unparse(each).startswith("api.") for each in node.decorator_list
    )


def test_a_docstring_begins_with_what_is_promised() -> None:
    """“Give the sites” and “Say whether” tell how, and hide what."""
    opened = re.compile(r"(Give|Gives|Say|Says|Return|Returns)\b")
    suspects = (
        path
        for folder in ("accessdesk", "bench", "tests", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if re.search(rf'"""{opened.pattern}', path.read_text("utf-8"))
    )

    how = [
        f"{path.relative_to(ROOT)}: {words.splitlines()[0]}"
        for path in suspects
        for node in ast.walk(tree_of(path))
        if opened.match(words := words_of(node)) and not is_a_call_of_the_api(node)
    ]

    assert how == []
