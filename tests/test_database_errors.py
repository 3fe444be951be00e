"""What a database says of a fault names the constraint, and no value of anybody's."""

import traceback

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from accessdesk.accounts.rules import Role
from tests.people import make_site, make_staff


def test_a_broken_constraint_is_named_without_a_value(app: Flask) -> None:
    ann = make_staff("Ann Agent", Role.AGENT)

    with pytest.raises(IntegrityError) as taken:
        make_staff("Ann Agent", Role.AGENT)
    with pytest.raises(IntegrityError) as checked:
        make_site(name="Somebody's cellar", kind="leased")

    words = [str(each.value) for each in (taken, checked)]
    traces = "".join(traceback.format_exception(taken.value)[-1:] + words)
    traces += "".join(str(each.value.orig) for each in (taken, checked))
    assert "ck_sites_landlord" in words[1]
    assert "email" in words[0]
    for value in (ann.email, "Ann Agent", "cellar"):
        assert value not in traces
