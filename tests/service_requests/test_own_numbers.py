"""The customer's own numbers of a request, where two change them at once."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from accessdesk.db import db, transaction
from accessdesk.errors import Conflict
from accessdesk.service_requests.asking.own_numbers import NumbersDraft, keep_numbers
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import get_request
from tests.people import access_body, api_of, make_contact, make_customer, make_site

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_a_number_that_somebody_else_has_just_changed_is_not_written_over(app: Flask) -> None:
    make_site(lead_days=3650)
    alice = make_contact("Alice Adams", make_customer())
    made = api_of(app, alice).post("/requests", access_body(purchase_order="PO 1"))

    with transaction():
        sr = get_request(alice, made.json["reference"], now=NOW)
        meanwhile = update(ServiceRequest).values(purchase_order="PO 2")
        db.session.execute(meanwhile.execution_options(synchronize_session=False))
        with pytest.raises(Conflict):
            keep_numbers(alice, sr, NumbersDraft(purchase_order="PO 3"), now=NOW)
