"""What is declared is used, and what is used is declared."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, requires

from tests.sources import ROOT, tree_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What the wheel ships; the rest is for those who work on it.
SHIPPED = ["accessdesk", "migrations"]
OURS = {"accessdesk", "bench", "migrations", "tests", "tools"}
# The other distribution says which versions of this one go with it.
COMES_WITH = {"cbor2": "cwt", "click": "rich-click", "itsdangerous": "flask"}
# What is run by its name, or works by being installed; the words are looked for where it is run.
RUN_BY_NAME = {
    "build": ("tests/test_wheel.py", '"-m", "build"'),
    "djlint": ("Makefile", "/djlint "),
    "editables": ("Makefile", "--no-build-isolation -e ."),
    "hatchling": ("pyproject.toml", 'build-backend = "hatchling.build"'),
    "import-linter": ("Makefile", "/lint-imports"),
    "mypy": ("Makefile", "/mypy"),
    "pytest-cov": ("Makefile", "--cov "),
    "pytest-timeout": ("pyproject.toml", "\ntimeout = "),
    "pytest-xdist": ("Makefile", "pytest -n 2"),
    "ruff": ("Makefile", "/ruff "),
}
# A plugin of pytest that shuffles the tests by being there; and what moto's server needs, since its
# own extra for that brings forty packages of other services.
WORKS_BY_BEING_THERE = {"pytest-randomly", "flask-cors"}


def plain(name: str) -> str:
    """Write a distribution's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0]) for each in requirements}


def modules_in(tree: ast.AST) -> Iterator[str]:
    """Each module at the top that a source imports, or reads files of."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (each.name for each in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Call(func=ast.Name("files"), args=[ast.Constant(str(module))]):
                yield module


all_distributions = cache(packages_distributions)  # It reads the files of each package.


@cache
def distributions_of(folder: str) -> frozenset[str]:
    """The distributions that a folder's sources import."""
    tops = {
        module.partition(".")[0]
        for path in (ROOT / folder).rglob("*.py")
        for module in modules_in(tree_of(path))
    }
    of_module = all_distributions()
    return frozenset(
        plain(of_module.get(top, [top])[0]) for top in tops - OURS - sys.stdlib_module_names
    )


def imported(*folders: str) -> set[str]:
    return {name for folder in folders for name in distributions_of(folder)}


def test_every_runtime_dependency_is_imported() -> None:
    declared = names([*PROJECT["dependencies"], *EXTRAS["pdf"], *EXTRAS["s3"]])

    assert declared - imported(*SHIPPED) == set()


def test_every_import_that_is_shipped_is_declared() -> None:
    declared = names([*PROJECT["dependencies"], *EXTRAS["pdf"], *EXTRAS["s3"]])

    assert imported(*SHIPPED) - declared - COMES_WITH.keys() == set()


def test_every_import_of_the_tests_is_declared() -> None:
    declared = names([*PROJECT["dependencies"], *EXTRAS["pdf"], *EXTRAS["s3"], *EXTRAS["dev"]])

    assert imported("tests", "bench", "tools") - declared - COMES_WITH.keys() == set()


def test_what_comes_with_another_does() -> None:
    declared = names(PROJECT["dependencies"])

    for name, other in COMES_WITH.items():
        assert other in declared
        assert name in names(requires(other) or [])


def test_every_tool_that_is_declared_is_used() -> None:
    used = imported(*SHIPPED, "tests", "bench", "tools")
    stubs = {name for name in names(EXTRAS["dev"]) if name.startswith("types-")}

    assert names(EXTRAS["dev"]) - used - RUN_BY_NAME.keys() - WORKS_BY_BEING_THERE - stubs == set()
    for name, (file, words) in RUN_BY_NAME.items():
        assert words in (ROOT / file).read_text("utf-8"), name
    for name in stubs:
        assert {name.removeprefix("types-"), f"python-{name.removeprefix('types-')}"} & used, name


def test_an_import_and_a_file_of_a_package_would_be_found() -> None:
    """The control: an import inside a function counts, and what only bears a name does not."""
    source = (
        "import flask.globals\n"
        "from accessdesk import db\n"
        "def late():\n    from dateutil.rrule import rrule\n"
        'table = files("tzdata.zoneinfo")\n'
        'word = "requests"\n'
    )

    assert set(modules_in(ast.parse(source))) == {
        "flask.globals",
        "accessdesk",
        "dateutil.rrule",
        "tzdata.zoneinfo",
    }
