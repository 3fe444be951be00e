"""A day that is typed as today or tomorrow is counted from now, at whatever hour it is typed."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from accessdesk import clock
from accessdesk.web.time_fields import DayField, LocalTimeField


class Asked(Form):
    at = LocalTimeField("At")
    day = DayField("Day")


@pytest.mark.parametrize("hour", [0, 8, 11, 12, 23])
@pytest.mark.parametrize(("typed", "day"), [("today", 30), ("tomorrow", 31), ("30 Dec", 30)])
def test_near_days_are_counted_from_now_and_not_from_where_it_is_latest(
    app: Flask, monkeypatch: pytest.MonkeyPatch, hour: int, typed: str, day: int
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 30, hour, tzinfo=UTC))

    with app.test_request_context():
        asked = Asked(MultiDict({"at": f"{typed} 18:00", "day": typed}))

    assert asked.at.data == f"2026-12-{day}T18:00"
    assert asked.day.data == date(2026, 12, day)
