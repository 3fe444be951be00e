"""Numbers on pages and in answers: the desk's own where one is set, and as links that dial them."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from accessdesk.app import create_app
from accessdesk.db import db
from tests.people import api_of, make_contact, make_customer, make_site
from tests.web.conftest import Render
from tests.web.page_client import sign_in, words_of

NUMBER = "+31 20 555 0199"
PROBLEM = "{{ 'Call the operator’s desk, not <b>.'|dialled }}"


@pytest.fixture
def with_number(app: Flask) -> Iterator[Flask]:
    """The application again, on the same database, with the number of its desk set."""
    settings = app.extensions["accessdesk_settings"].model_copy(update={"desk_telephone": NUMBER})
    with ExitStack() as stack:
        other = create_app(settings)
        engine = stack.enter_context(other.app_context()) and db.engine
        stack.callback(engine.dispose)
        yield other


def test_the_desk_s_number_is_said_and_dialled_where_a_page_says_to_call(
    with_number: Flask,
) -> None:
    make_site()
    ada = make_contact("Ada Byron", make_customer())

    page = sign_in(with_number, ada).get("/account")

    assert f"Call the operator’s desk ( {NUMBER} ), say it" in words_of(page)
    assert 'href="tel:+31205550199"' in page.text


def test_without_a_number_it_is_said_that_none_is_known(app: Flask) -> None:
    make_site()
    ada = make_contact("Ada Byron", make_customer())

    page = sign_in(app, ada).get("/requests/SR-26-99999")

    assert "call the operator’s desk (no telephone number is known)" in words_of(page)


def test_what_a_program_reads_names_the_number_too(with_number: Flask) -> None:
    site = make_site()
    ada = make_contact("Ada Byron", make_customer(), site_ids=[site])
    body = {
        "kind": "incident",
        "summary": "The uplink is down",
        "severity": "1",
        "impact": "Nobody can order.",
        "tried": "We restarted it.",
        "category": "service",
    }

    answer = api_of(with_number, ada).post("/requests", body)

    assert answer.status_code == 422
    assert f"call the operator’s desk ({NUMBER})" in str(answer.json)


def test_a_sentence_with_a_number_in_it_stays_escaped(render_text: Render) -> None:
    assert render_text(PROBLEM) == (
        'Call the operator’s desk (<a href="tel:+31205550199" class="number">+31 20 555 0199</a>), '
        "not &lt;b&gt;."
    )
