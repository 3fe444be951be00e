"""Every fault that a service names has a field on the form that it was sent with."""

import ast
from collections.abc import Iterator
from importlib import import_module

from wtforms import Form

from accessdesk.web.forms import Judged, find_field
from tests.faults_of_calls import TREES, Place, defined_in, faults_from, module_of, reached_from
from tests.sources import ROOT

ATTEMPT = {("accessdesk.web.forms", "attempt")}
# What a view's calls name and its form never meets: fault, place, and why.
NEVER_MET = {
    "as_expected": ("log_step", "On a page the button that is pressed says it."),
    "cancel": ("Decisions", "A page has one choice for each visit, and cannot say both."),
    "on_behalf_of": ("check_right", "Said of a caller, on the forms that ask for one."),
    "reason": ("cancel_window", "Planning calls visits off with a reason of its own."),
}


def is_view(node: ast.AST) -> bool:
    marks = [ast.unparse(mark) for mark in getattr(node, "decorator_list", [])]
    return any(mark.startswith(("bp.post", "bp.get")) for mark in marks)


def views_with_forms() -> list[Place]:
    """Each view that tries what a form asks for."""
    return [
        (module, name)
        for module in TREES
        for name, node in defined_in(module).items()
        if is_view(node) and reached_from((module, name)) >= ATTEMPT
    ]


def forms_of(view: Place) -> Iterator[Form]:
    """The forms that a view can make, from what it names: a class, or a table of classes."""
    for module, name in reached_from(view):
        named = getattr(import_module(module), name, None)
        for each in named.values() if isinstance(named, dict) else [named]:
            if isinstance(each, type) and issubclass(each, Form) and each not in {Form, Judged}:
                yield made(each)


def made(kind: type[Form]) -> Form:
    try:
        return kind()
    except TypeError:  # The form of one of several questions.
        return kind(question_id=1)


def lost_faults(view: Place) -> list[str]:
    forms = list(forms_of(view))
    return [
        f"{view[0]}.{view[1]}: {fault} of {place}"
        for fault, (_, place) in faults_from(view).items()
        if NEVER_MET.get(fault, ("", ""))[0] != place
        and all(find_field(form, fault) is None for form in forms)
    ]


def test_no_form_has_a_service_name_a_field_that_it_does_not_have() -> None:
    """It would stand on top of the form, and nobody would know what it is about."""
    lost = [each for view in views_with_forms() for each in lost_faults(view)]

    assert lost == []


def test_the_views_and_their_faults_are_found() -> None:
    """The control: the rule above looks at something."""
    asking = ("accessdesk.visits.asking.views", "create")
    faults = faults_from(asking)

    assert asking in views_with_forms()
    assert {"devices", "visitors", "party.email", "severity", "site", "phrase"} <= set(faults)
    assert all(find_field(form, "wrong_field") is None for form in forms_of(asking))
    assert module_of(ROOT / "accessdesk" / "web" / "__init__.py") == "accessdesk.web"
