"""Every page and every read of the API is there, and breaks for nobody; so is every template."""

import ast
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accessdesk.accounts.queries import actor_of_user, people_with
from accessdesk.accounts.rules import Role
from accessdesk.db import transaction
from tests.people import api_of
from tests.sources import ROOT, SOURCES, tree_of
from tests.web.page_client import forget_request, sign_in
from tests.web.world import addresses, make_world, missing_address

NAME = re.compile(r"[\w/]+\.html|\w+/[\w/]+\.txt")
OK, BROKEN = 200, 500
# Routes that answer nobody with a page here, and why.
WITHOUT_A_PAGE = {
    "/gate",  # It leads on to the gate of the officer.
    "/metrics",  # It is there where a token for it is set.
    "/readyz",  # It asks for a database that was made by the migrations.
}


def clients(app: Flask) -> dict[str, tuple[FlaskClient, dict[str, str]]]:
    """A browser, with a token's headers for the API: one signed out, and one of each role."""
    found: dict[str, tuple[FlaskClient, dict[str, str]]] = {"nobody": (app.test_client(), {})}
    for role in Role:
        with transaction(write=False):
            actor = actor_of_user(people_with(role)[0].id)
        assert actor is not None
        found[role.value] = (sign_in(app, actor).client, api_of(app, actor).headers())
    return found


def reads(app: Flask) -> list[str]:
    """The address of every route that answers a GET."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    )


@pytest.mark.long
def test_no_address_breaks_whoever_opens_it(app: Flask, tmp_path: Path) -> None:
    """Whether the thing is there or not; each is opened by somebody, so each is really there."""
    things = make_world(app, tmp_path)
    said: dict[str, set[int]] = defaultdict(set)
    broken = []

    for who, (client, token) in clients(app).items():
        for rule in reads(app):
            if rule.endswith(".pdf") and OK in said[rule]:
                continue  # A sheet takes long to make, and is the same for each reader.
            for address in {*addresses(rule, things), missing_address(rule)}:
                headers = token if rule.startswith("/api/") else {}
                status = client.get(address, headers=headers).status_code
                forget_request()
                said[rule].add(status)
                if status == BROKEN:
                    broken.append((who, address))

    assert broken == []
    assert {rule for rule, statuses in said.items() if OK not in statuses} == WITHOUT_A_PAGE


def templates_in_git() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "templates"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {path.removeprefix("templates/") for path in listed.stdout.split()}


def templates_named_in_code() -> set[str]:
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NAME.fullmatch(node.value)
    }


def templates_named_in_templates() -> set[str]:
    tag = re.compile(r"\{%-?\s*(?:extends|import|include|from)\s+\"([^\"]+)\"")
    return {
        name
        for path in (ROOT / "templates").rglob("*.*")
        for name in tag.findall(path.read_text("utf-8"))
    }


def test_every_template_that_is_named_is_in_git_and_every_one_in_git_is_named() -> None:
    named = templates_named_in_code() | templates_named_in_templates()

    assert named == templates_in_git()


@pytest.mark.parametrize("name", sorted(templates_in_git()))
def test_every_template_compiles(sqlite_app: Flask, name: str) -> None:
    assert sqlite_app.jinja_env.get_template(name).name == name
