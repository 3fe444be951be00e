"""Figures of what goes out, read from the database, so that every process gives the same."""

from collections.abc import Iterator

from flask import Flask, has_app_context
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from accessdesk import clock
from accessdesk.db import db
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.queries import (
    last_letters_to_visitors,
    last_outage_letters,
    messages_for,
)
from accessdesk.notifications.rules import UNSENT, Channel, DeliveryState
from accessdesk.visits.around.landlord import find_landlord_state


class DeliveryFigures(Collector):
    """Deliveries by channel and outcome, how many are due, and for how long the oldest was."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Name nothing in advance: without an app there is no database to ask."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count deliveries in the transaction of the request for `/metrics`."""
        if not has_app_context():
            return
        yield _outcomes()
        yield from _queue()


def _outcomes() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "accessdesk_deliveries",
        "Messages by channel and where they stand",
        labels=["channel", "state"],
    )
    rows = db.session.execute(
        select(Delivery.channel, Delivery.state, func.count()).group_by(
            Delivery.channel, Delivery.state
        )
    )
    counted = {(row[0], row[1]): row[2] for row in rows}
    for channel in Channel:
        for state in DeliveryState:
            family.add_metric([channel.value, state.value], counted.get((channel, state), 0))
    return family


def _queue() -> Iterator[GaugeMetricFamily]:
    now = clock.now()
    depth, oldest = db.session.execute(
        select(func.count(), func.min(Delivery.due_at)).where(
            Delivery.state.in_(UNSENT), Delivery.due_at <= now
        )
    ).one()
    waited = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield GaugeMetricFamily(
        "accessdesk_deliveries_due", "Messages that could be sent now", value=depth
    )
    yield GaugeMetricFamily(
        "accessdesk_deliveries_oldest_due_seconds",
        "For how long the oldest due message has waited",
        value=waited,
    )


REGISTRY.register(DeliveryFigures())


def init_app(app: Flask) -> None:
    """Let pages of requests show messages, without knowing of this package."""
    app.jinja_env.globals.update(
        messages_of=messages_for,
        outage_letters_of=last_outage_letters,
        letters_to_visitors_of=last_letters_to_visitors,
        landlord_of=find_landlord_state,
        mail_goes_out=lambda: app.extensions["accessdesk_settings"].sends_mail,
    )
