"""The API of planning a site's time: its week, and the earliest windows that fit.

An `operation_id` that is written out is one that clients were made from under an older name.
"""

from datetime import timedelta

from flask import Response
from flask_openapi import APIBlueprint

from accessdesk.accounts.rules import Permission
from accessdesk.planning.schemas import HourAnswer, OpeningAnswer, OpeningList, WeekAnswer
from accessdesk.scheduling.openings import Wish
from accessdesk.scheduling.queries import openings
from accessdesk.scheduling.week import HourLoad
from accessdesk.scheduling.week_view import Week, site_for_planning, week_of
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.asking.severity import read_severity
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import SitePath, query_int, query_moment, query_text, reply

api = APIBlueprint("scheduling_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


@api.get("/sites/<site>/week", responses={200: WeekAnswer})
@requires(Permission.RAISE_REQUEST)
def week(path: SitePath) -> Response:
    """Tell for each hour of a site's week whether it is free, tight, full or closed.

    Takes `start`, the first of seven days, in the address; today at the site without it.
    """
    found = week_of(current_actor(), path.site, query_text("start"), now=current_moment())
    return reply(
        WeekAnswer(
            site=found.site.code,
            zone=found.site.zone,
            start=found.start.isoformat(),
            hours=[_hour(found, each) for each in found.hours],
        )
    )


def _hour(found: Week, hour: HourLoad) -> HourAnswer:
    return HourAnswer(
        starts_at=hour.window.starts_at,
        ends_at=hour.window.ends_at,
        day=hour.day.isoformat(),
        label=hour.label,
        state=hour.state,
        words=found.words_of(hour),
        visitors=hour.visitors if found.counted else None,
        places_left=hour.places_left if found.counted else None,
        escorts_left=hour.escorts_left if found.counted else None,
    )


@api.get(
    "/sites/<site>/openings",
    responses={200: OpeningList},
    operation_id="requests_api_site_openings_sites__site__openings_get",
)
@requires(Permission.RAISE_REQUEST)
def site_openings(path: SitePath) -> Response:
    """List the earliest windows of a length that fit a number of visitors at a site.

    For whoever may plan a visit there. Takes `from` and `until` (RFC 3339), `minutes`, `visitors`,
    `severity` in the address.
    """
    actor, now = current_actor(), current_moment()
    site = site_for_planning(actor, path.site, now=now)
    starts_at = query_moment("from", now)
    span = Window(starts_at, query_moment("until", starts_at + timedelta(days=site.lead_days + 1)))
    wish = Wish(
        length=timedelta(minutes=query_int("minutes", 60, least=1, most=31 * 24 * 60)),
        places=Places(
            visitors=query_int("visitors", 1, least=1, most=1000),
            escorts=query_int("escorts", 0, least=0, most=1),
            severity=read_severity(query_text("severity") or "C"),
        ),
    )
    limit = query_int("limit", 10, least=1, most=100)
    found = openings(site, actor.customer_id, wish, span=span, now=now, limit=limit)
    return reply(
        OpeningList(
            openings=[OpeningAnswer(starts_at=w.starts_at, ends_at=w.ends_at) for w in found]
        )
    )
