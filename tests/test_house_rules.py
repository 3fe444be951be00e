"""What holds for the code base as a whole; each rule here is one that a reviewer would enforce."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Text

import accessdesk.tables  # noqa: F401  # So that every table is known.
from accessdesk.accounts.rules import PERMISSIONS, Actor, Permission, Role, may
from accessdesk.db import db
from accessdesk.web.edge import check_routes
from tests.routes import ROUTES
from tests.sources import PACKAGE, ROOT, SOURCES, tree_of
from tools.floor_plan import imports_of


@cache
def calls_of(path: Path) -> list[str]:
    calls = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    return [ast.unparse(call.func) for call in calls]


def places(pattern: str, *, but: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {call}"
        for path in SOURCES
        for call in calls_of(path)
        if re.search(pattern, call) and path.relative_to(PACKAGE).as_posix() != but
    ]


def test_the_session_is_committed_in_one_place() -> None:
    assert places(r"session\.commit$", but="db.py") == []


def test_what_is_undone_in_part_is_undone_in_one_place() -> None:
    """`db.savepoint()` is the only savepoint, so that none is left open or committed by hand."""
    assert places(r"(begin_nested|\.commit|\.rollback)$", but="db.py") == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    pattern = r"(datetime\.(now|utcnow|today)|date\.today|time\.time)$"

    assert places(pattern, but="clock.py") == []


def test_the_clock_is_read_at_the_edges_alone() -> None:
    """Once a web request, a command, a sweep; all that is done there is handed that moment."""
    edges = ("cli/", "demo/", "worker/", "web/access.py")
    # Text on a page of no request, and what is counted when somebody scrapes the metrics.
    on_their_own = ("scheduling/page_filters.py", "notifications/delivering/metrics.py")

    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if {"accessdesk.clock", "accessdesk.clock.now"} & set(imports_of(tree_of(path)))
    }

    assert {each for each in readers if not each.startswith(edges + on_their_own)} == set()
    assert readers >= {"web/access.py", *on_their_own}


EDGE_FOLDERS = ("web/", "operations/", "cli/", "worker/")
# What makes the application and binds the database to it; and what Flask asks of it on its own.
EDGE_FILES = {"app.py", "db.py", "notifications/delivering/metrics.py"}
# A page, a call, or what is shared by the two; `page_` adds something to all pages.
EDGE_NAMES = re.compile(r"(\w+_)?(views|api|routes|forms|schemas|acts|answers|page)|page_\w+")


def is_edge(place: str) -> bool:
    """Whether a file may know of requests and settings, by its place and name alone."""
    named = EDGE_NAMES.fullmatch(Path(place).stem)
    return place.startswith(EDGE_FOLDERS) or place in EDGE_FILES or named is not None


def asks_flask(source: str, tree: ast.AST) -> bool:
    """Whether a file asks Flask, or the edge in its place, who acts, when, and by what settings."""
    asked = re.compile(r"flask(\.|_wtf|$)|accessdesk\.web\.access\b")
    named = any(asked.match(name) for name in imports_of(tree))
    return named or "accessdesk_settings" in source


def test_only_the_edge_asks_flask() -> None:
    """Settings, the actor and the moment reach services as values; none looks for them itself."""
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if asks_flask(path.read_text("utf-8"), tree_of(path))
    }

    assert {place for place in asking if not is_edge(place)} == set()
    assert asking >= {"app.py", "web/access.py", "gate/desk/views.py", *EDGE_FILES}


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("gate/service.py", "from flask import current_app"),
        ("passes/keys.py", "def late():\n    import flask"),
        ("visits/queries.py", "from accessdesk.web.access import current_settings"),
        ("notifications/letters/writing.py", 'app.extensions["accessdesk_settings"]'),
        ("visits/review.py", "from flask import g"),
    ],
)
def test_who_asks_flask_behind_the_edge_would_be_found(place: str, source: str) -> None:
    assert asks_flask(source, ast.parse(source))
    assert not is_edge(place)


OF_A_FIXED_SET = re.compile(
    r"(\w+_)?(state|status|kind|decision|event|channel|purpose|severity|role|plan|phase|topic|right)"
)
# An older version must still read, and anybody must be able to check, what a newer one wrote.
BARE = {"journal_entries.event"}


def bare_columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if OF_A_FIXED_SET.fullmatch(column.name) and type(column.type) is Text
    }


def test_what_is_one_of_a_fixed_set_is_an_enum_in_its_table_too() -> None:
    assert bare_columns() == BARE


def dates_in_words(tree: ast.AST) -> list[str]:
    """How the days that texts are made of are written; nothing for one as Python writes it."""
    pieces = [node for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)]
    written = [(each, ast.unparse(each.format_spec) if each.format_spec else "") for each in pieces]
    bare = ["" for each, form in written if not form and is_day(each.value)]
    return bare + [form[2:-1] for _, form in written if "%Y" in form and " " in form]


def is_day(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr.endswith("_on")


def test_a_date_with_its_year_has_one_form_in_all_words() -> None:
    """Such as 1 Feb 2030, as a field asks for it; what is for a machine says isoformat."""
    found = {path.name: set(dates_in_words(tree_of(path))) for path in SOURCES}

    assert {name: forms for name, forms in found.items() if forms - {"%-d %b %Y"}} == {}


@pytest.mark.parametrize("source", ['f"{it.ends_on}"', 'f"{it.ends_on:%d %B %Y}"'])
def test_a_date_in_another_form_would_be_found(source: str) -> None:
    """The control."""
    assert set(dates_in_words(ast.parse(source))) - {"%-d %b %Y"}


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "helper", "common", "misc"])
def test_no_file_is_a_drawer(name: str) -> None:
    assert list(PACKAGE.rglob(f"{name}.py")) == []


def test_no_source_file_is_longer_than_three_hundred_lines() -> None:
    tables = {"nicknames.py", "transliteration.py", "aamva_issuers.py"}
    scripts = [*SOURCES, *(ROOT / "static").glob("[!v]*/*.js")]

    long = [p.name for p in scripts if len(p.read_text("utf-8").splitlines()) > 300]

    assert set(long) <= tables


def test_every_route_names_its_permission_or_that_it_is_public(app: Flask) -> None:
    check_routes(app)

    app.view_functions["bare"] = lambda: ""
    try:
        with pytest.raises(RuntimeError, match="bare"):
            check_routes(app)
    finally:
        del app.view_functions["bare"]


def test_no_route_vanishes_or_appears_unnoticed(app: Flask) -> None:
    there = sorted(
        f"{method} {rule.rule} {getattr(app.view_functions[rule.endpoint], 'permission', None)}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )

    assert there == sorted(ROUTES)


def test_every_permission_stands_in_the_table_and_somebody_has_it() -> None:
    everyone = [
        Actor(user_id=1, name="", email="", role=role, customer_id=None, grants=()) for role in Role
    ]

    assert set(PERMISSIONS) == set(Permission)
    assert all(any(may(actor, permission) for actor in everyone) for permission in Permission)


def test_rules_load_without_the_web_and_the_database() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in SOURCES
        if path.name == "rules.py"
    ]
    code = f"import sys, {', '.join(names)}\nprint({{'flask', 'sqlalchemy'}} & set(sys.modules))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"


def test_locks_name_no_registry() -> None:
    locks = [*ROOT.glob("*.lock"), ROOT / "package-lock.json"]

    assert [
        p.name for p in locks if "://" in re.sub(r'"funding".*|"url".*', "", p.read_text())
    ] == []
