"""Write to one site: lock it for whoever books there, and set what it allows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from accessdesk.db import db
from accessdesk.estate.models import Site


def lock_site(site_id: int) -> None:
    """Make bookings of one site wait for each other: raising its revision is the claim.

    On PostgreSQL the row stays locked until the transaction ends; SQLite has one writer anyway.
    """
    _set(site_id, {"booking_revision": Site.booking_revision + 1})


def set_policy(site_id: int, limits: Mapping[str, Any]) -> None:
    """Set what a site allows, by the names that `SiteFacts` has for it.

    The caller holds the lock of the site.
    """
    _set(site_id, limits)


def _set(site_id: int, values: Mapping[str, Any]) -> None:
    db.session.execute(
        update(Site)
        .where(Site.id == site_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
