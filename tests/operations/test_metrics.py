"""Figures are for who brings the token; without one in the settings there is no such address."""

import pytest
from flask import Flask
from pydantic import SecretStr

from tests.notifications.conftest import set_settings

TOKEN = "a token for the scraper"


@pytest.mark.parametrize("header", [None, "", "Bearer ", "Bearer wrong", "Basic x", TOKEN])
def test_nobody_reads_figures_without_the_token(
    app: Flask, monkeypatch: pytest.MonkeyPatch, header: str | None
) -> None:
    set_settings(monkeypatch, app, metrics_token=SecretStr(TOKEN))

    answer = app.test_client().get("/metrics", headers={"Authorization": header} if header else {})

    assert answer.status_code == 404


def test_without_a_token_in_the_settings_there_are_none(app: Flask) -> None:
    assert (
        app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    )


def test_the_token_opens_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_settings(monkeypatch, app, metrics_token=SecretStr(TOKEN))

    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    assert "accessdesk_" in answer.text
