"""The floor plan: who may know whom, how full a room is, and where a template belongs."""

import ast
import re
import subprocess
import sys
from collections import Counter
from configparser import ConfigParser
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Table

from accessdesk.db import Base
from tests.sources import PACKAGE, ROOT, SOURCES, tree_of
from tools.floor_plan import circles, edges, imports_of, room_of

FULLEST = 20
# The pages of accounts are pages like all others, and the edge has to know who acts: see
# `.importlinter`, which holds what of each may know the other.
ONE_PAIR = {frozenset({"accounts", "web"})}
# The macro of a time makes these names: see `_beside` in `_wording.html`.
MADE_BY_A_MACRO = {"web/reader-time.js", "web/relative.js"}


def test_no_packages_know_each_other_in_a_circle() -> None:
    sources = ((room_of(path, PACKAGE), tree_of(path)) for path in SOURCES)

    assert circles(edges(sources)) - ONE_PAIR == set()


def test_a_circle_over_three_rooms_would_be_found() -> None:
    """The control: an import inside a function closes it."""
    sources = [
        ("gate", "from accessdesk.passes import keys"),
        ("passes", "import accessdesk.visits.rules"),
        ("visits", "def late():\n    from accessdesk.gate import rules"),
    ]

    trees = [(room, ast.parse(text)) for room, text in sources]

    assert circles(edges(trees)) == {frozenset({"gate", "passes", "visits"})}


def tables_known(room: str, tree: ast.AST) -> set[str]:
    """The packages whose tables a source imports, by whatever name, other than its own."""
    parts = [name.rpartition(".") for name in imports_of(tree)]
    return {
        owner
        for module, _, name in parts
        if module.startswith("accessdesk.")
        and (owner := module.split(".")[1]) not in (room, "db")
        and (name == "models" or is_table(getattr(import_module(module), name, None)))
    }


def is_table(thing: object) -> bool:
    return isinstance(thing, Table) or (isinstance(thing, type) and issubclass(thing, Base))


def listed_reasons() -> dict[str, tuple[set[str], str]]:
    """Who may import which packages' tables, and why, by module."""
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter", "utf-8")
    lines = contract["foreign-models"].items()
    split = {module: line.partition(":") for module, line in lines}
    return {module: (set(owners.split()), why) for module, (owners, _, why) in split.items()}


def test_tables_of_another_package_are_known_only_where_the_contract_says_why() -> None:
    listed = listed_reasons()

    known = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): owners
        for path in SOURCES
        if (owners := tables_known(room_of(path, PACKAGE), tree_of(path)))
    }

    assert known == {module: owners for module, (owners, _) in listed.items()}
    assert [module for module, (_, why) in listed.items() if len(why.split()) < 5] == []


@pytest.mark.parametrize(
    "source",
    [
        "from accessdesk.gate.models import Admission",
        "from accessdesk.gate import models as gate",
        "import accessdesk.gate.models",
        "from accessdesk.gate.tables import ADMISSIONS",
        "from accessdesk.gate.entry.replay import REQUESTS",
        "def late():\n    from accessdesk.gate.models import GateAttempt",
    ],
)
def test_another_packages_table_is_found_under_any_name(source: str) -> None:
    """The control: also inside a function, and where a third module hands it on."""
    tree = ast.parse(source)

    assert tables_known("visits", tree) == {"gate"}
    assert tables_known("gate", tree) == set()


def test_no_folder_holds_more_than_twenty_files() -> None:
    files = [path for path in SOURCES if path.name != "__init__.py"]

    counts = Counter(str(path.parent.relative_to(ROOT)) for path in files)

    assert {folder: count for folder, count in counts.items() if count > FULLEST} == {}


def says_it_is_pure(path: Path) -> bool:
    words = ast.get_docstring(tree_of(path)) or ""
    return path.name == "rules.py" or bool(re.search(r"\bpure\b", words.split("\n\n")[0]))


@cache
def pure() -> list[Path]:
    return [path for path in SOURCES if says_it_is_pure(path)]


def test_what_says_that_it_is_pure_asks_neither_the_database_nor_the_clock() -> None:
    impure = {
        str(path.relative_to(ROOT)): found
        for path in pure()
        if (found := set(imports_of(tree_of(path))) & {"random", "secrets"})
        or (
            found := {
                n
                for n in imports_of(tree_of(path))
                if re.match(r"(flask|sqlalchemy|wtforms)\b|accessdesk\.(db|clock)\b", n)
            }
        )
    }

    assert impure == {}


def test_what_says_that_it_is_pure_loads_without_the_web_and_the_database() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in pure()]
    names = [name.removesuffix(".__init__") for name in names]
    code = (
        f"import sys, {', '.join(names)}\n"
        "print({'flask', 'sqlalchemy', 'wtforms'} & set(sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"


def test_a_template_is_used_by_the_package_whose_name_it_bears() -> None:
    """What stands at the top (`base.html`, `_forms.html`) is everybody's."""
    named = re.compile(r"[\"']([a-z_]+)/[\w/]+\.(?:html|txt)[\"']")
    used = [
        (str(path.relative_to(ROOT)), room, owner)
        for path, room in [
            *((path, room_of(path, PACKAGE)) for path in SOURCES),
            *(
                (path, path.relative_to(ROOT / "templates").parts[0])
                for path in (ROOT / "templates").rglob("*.*")
            ),
        ]
        for owner in named.findall(path.read_text("utf-8"))
    ]

    assert [place for place in used if place[1] != place[2]] == []
    assert used


TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STATIC = sorted(path for path in (ROOT / "static").rglob("*.*") if "vendor" not in path.parts)


def static_files_of(template: str) -> set[str]:
    """The files under `static/` that a template's text names, as assets or as modules."""
    modules = re.findall(r"(?:data-module|modules)=\"([\w/ -]+)\"", template)
    return set(re.findall(r"asset\([\"']([\w/.-]+)[\"']\)", template)) | {
        f"{name if '/' in name else f'web/{name}'}.js"
        for names in modules
        for name in names.split()
    }


def imported_by_scripts() -> set[str]:
    """The scripts that another one beside them imports."""
    return {
        str((path.parent / name).relative_to(ROOT / "static"))
        for path in STATIC
        if path.suffix == ".js"
        for name in re.findall(r'^import .* from "\./([\w-]+\.js)";', path.read_text("utf-8"), re.M)
    }


def test_a_script_or_style_is_used_by_the_package_whose_name_it_bears() -> None:
    """What stands under `web/` or at the top is everybody's; so is what npm installs."""
    named = {
        (str(path.relative_to(ROOT / "templates")), file)
        for path in TEMPLATES
        for file in static_files_of(path.read_text("utf-8"))
    }

    strangers = {
        (template, file)
        for template, file in named
        if "/" in file
        and file.partition("/")[0] not in {"web", "vendor", template.partition("/")[0]}
    }

    assert strangers == set()
    unnamed = {str(path.relative_to(ROOT / "static")) for path in STATIC} - {
        file for _, file in named
    }
    assert unnamed - MADE_BY_A_MACRO - imported_by_scripts() == set()


def test_a_file_that_a_template_names_in_either_way_would_be_found() -> None:
    """The control: an asset, a module of the page, and the modules of a form."""
    text = (
        "{{ asset('gate/desk.css') }} <p data-module=\"gate/ready focus\">"
        '{% call forms.form(href, modules="send-once visits/site-parts") %}'
    )

    assert static_files_of(text) == {
        "gate/desk.css",
        "gate/ready.js",
        "visits/site-parts.js",
        "web/focus.js",
        "web/send-once.js",
    }


def test_every_form_that_is_sent_stands_in_the_one_frame() -> None:
    """So none is without its token; `base.html` signs people out with no macro at hand."""
    bare = re.compile(r"<form\b[^>]*\bmethod=\"post\"")

    with_one = {path.name for path in TEMPLATES if bare.search(path.read_text("utf-8"))}

    assert with_one == {"_forms.html", "base.html"}
