"""The OpenAPI document is true: whatever is sent, the answer is one that the document promises."""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accessdesk.accounts.rules import Role
from accessdesk.web.api_docs import QUERIES
from accessdesk.web.schemas import Answer, Body
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Desk:
    """The API over seeded data: the clients by who they are, and addresses of things that exist."""

    app: Flask
    clients: dict[str, ApiClient]
    real: dict[str, str]


@pytest.fixture
def seeded(app: Flask) -> Desk:
    """Seed a visit that is scheduled, one that awaits approval, and people of three kinds."""
    site, customer = make_site(), make_customer()
    make_site("LHR2", approval="manual")
    make_device(customer, site)
    clients = {
        "contact": api_of(app, make_contact("Alice Adams", customer)),
        "officer": api_of(app, make_staff("Olu Gate", Role.OFFICER)),
        "agent": api_of(app, make_staff("Ann Agent", Role.AGENT)),
    }
    booked = clients["contact"].post("/requests", access_body(devices=["CT-0001"]))
    clients["contact"].post("/requests", access_body(site="LHR2"))
    assert booked.status_code == 201, booked.json
    [made] = clients["contact"].get(f"/requests/{booked.json['number']}/passes").json
    real = {
        "site": "AMS1",
        "called": booked.json["number"],
        "visitor_id": str(booked.json["visitors"][0]["id"]),
        "pass_id": str(made["id"]),
        "stream": "site:AMS1",
    }
    return Desk(app, clients, real)


@pytest.fixture
def api(seeded: Desk) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", seeded.app)


_keys = count()


def headers_of(case: Any, token: str | None) -> dict[str, str]:
    """The headers of a call that is let through to its view."""
    headers = {"Idempotency-Key": f"key-{next(_keys)}"} if case.method != "GET" else {}
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


def each_call(api: Any, check: Callable[[Any], None]) -> list[str]:
    """Try made-up calls of every operation; returns the operations that were tried."""
    tried = []
    for found in api.get_all_operations():
        operation = found.ok()
        BOUNDED(given(operation.as_strategy())(check))()
        tried.append(operation.label)
    return tried


def shapes_of(kind: type[BaseModel]) -> set[type[BaseModel]]:
    """Every shape that comes from this one."""
    return {each for sub in kind.__subclasses__() for each in (sub, *shapes_of(sub))}


def test_no_two_shapes_share_a_name() -> None:
    """The document knows shapes by their names alone, so the second would stand for the first."""
    named = Counter(shape.__name__ for shape in shapes_of(Answer) | shapes_of(Body))

    assert [name for name, count in named.items() if count > 1] == []


def read_of_the_address(view: Callable[..., Any]) -> set[str]:
    """The parameters that a call reads of its address, by itself or by what it calls."""
    module = inspect.getmodule(view)
    assert module is not None
    wanted, names, seen = [view.__name__], set[str](), set[str]()
    bodies = {
        each.name: each
        for each in ast.parse(inspect.getsource(module)).body
        if isinstance(each, ast.FunctionDef)
    }
    while wanted:
        name = wanted.pop()
        if name in seen or name not in bodies:
            continue
        seen.add(name)
        for node in ast.walk(bodies[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id.startswith("query_"):
                    names.add(ast.literal_eval(node.args[0]))
                wanted.append(node.func.id)
    return names


def test_the_document_names_each_parameter_that_a_call_reads(app: Flask) -> None:
    views = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and "GET" in (rule.methods or ())
    }

    read = {
        address: names
        for address, view in views.items()
        if (names := read_of_the_address(inspect.unwrap(view)))
    }

    assert read == {address: set(names) for address, names in QUERIES.items()}


def test_every_answer_is_one_that_the_document_promises(api: Any, seeded: Desk) -> None:
    """At addresses that were made up, and at those of things that exist."""

    def check(case: Any) -> None:
        for real in ({}, seeded.real):
            for name in case.path_parameters or {}:
                case.path_parameters[name] = real.get(name, case.path_parameters[name])
            for client in seeded.clients.values():
                case.call_and_validate(headers=headers_of(case, client.token), checks=CHECKS)

    tried = each_call(api, check)

    assert "POST /api/v1/gate/{site}/admissions" in tried


def test_without_a_token_there_is_no_answer_but_401(api: Any) -> None:
    """R-SEC-1."""

    def check(case: Any) -> None:
        headers = headers_of(case, None) | {"Authorization": "Bearer adk_nobody"}
        answer = case.call(headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == ["application/problem+json"]

    tried = each_call(api, check)

    assert "GET /api/v1/requests" in tried


def test_the_checks_would_notice_an_answer_that_is_not_documented(api: Any, seeded: Desk) -> None:
    """The control: the same calls against a document that promises less."""
    for item in api.raw_schema["paths"].values():
        for operation in item.values():
            operation["responses"].pop("422", None)

    def check(case: Any) -> None:
        token = seeded.clients["contact"].token
        case.call_and_validate(headers=headers_of(case, token), checks=CHECKS)

    with pytest.raises(BaseException, match="Undocumented status code"):
        each_call(api, check)
