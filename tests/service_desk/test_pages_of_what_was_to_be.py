"""A request that comes to nothing still says when it was to be; a call says for whom it was."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.people import (
    PHRASE,
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.web.page_client import Browser, sign_in, words_of


@pytest.fixture
def ann(app: Flask) -> Browser:
    make_site(zone="UTC")
    return sign_in(app, make_staff("Ann Keller", Role.AGENT))


@pytest.fixture
def ada(app: Flask, ann: Browser) -> ApiClient:
    return api_of(app, make_contact("Ada Byron", make_customer()))


def move(client: ApiClient, visit: dict[str, Any], start: int) -> None:
    times = {"starts_at": tomorrow_at(start), "ends_at": tomorrow_at(start + 2)}
    window = {name: at.isoformat() for name, at in times.items()}
    client.post(f"/requests/{visit['number']}/reschedule", {"window": window})


def struck(page: Any) -> list[str]:
    """What is struck through on a page."""
    parts = page.text.split("<s>")[1:]
    return [part.partition("</s>")[0].partition(">")[2].partition("<")[0] for part in parts]


def test_a_cancelled_request_keeps_the_window_it_had_last(ann: Browser, ada: ApiClient) -> None:
    visit = ada.post("/requests", access_body()).json
    move(ada, visit, 13)
    ada.post(f"/requests/{visit['number']}/cancel", {"reason": "Not needed."})

    page, table = ann.get(f"/requests/{visit['number']}"), ann.get("/requests")

    [window], [start] = struck(page), struck(table)
    assert window.endswith("13:00–15:00 UTC")
    assert start.endswith("13:00 UTC")
    assert "13:00–15:00 UTC – Cancelled" in words_of(page)
    assert "– Cancelled" in words_of(table)


def test_what_still_holds_its_window_is_not_struck_through(ann: Browser, ada: ApiClient) -> None:
    visit = ada.post("/requests", access_body()).json
    move(ada, visit, 13)

    page, table = ann.get(f"/requests/{visit['number']}"), ann.get("/requests")

    assert struck(page) == struck(table) == []
    assert "13:00–15:00 UTC" in words_of(page)
    assert "13:00 UTC" in words_of(table)


def test_a_request_by_phone_says_who_asked_for_whom(
    app: Flask, ann: Browser, ada: ApiClient
) -> None:
    """R-ACC-2: both names are kept, and both are told."""
    caller = {"email": "ada@contact.example", "phrase": PHRASE}
    agent = api_of(app, make_staff("Abe Keller", Role.AGENT))
    by_phone = agent.post("/requests", access_body(on_behalf_of=caller)).json
    herself = ada.post("/requests", access_body()).json

    called = words_of(ann.get(f"/requests/{by_phone['number']}"))
    written = words_of(ann.get(f"/requests/{herself['number']}"))

    assert "Asked for by Abe Keller, for Ada Byron" in called
    assert "Asked for Ada Byron" in written
