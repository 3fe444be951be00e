"""The API of planning a site's time: its week."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk import clock
from accessdesk.accounts.rules import Permission
from accessdesk.scheduling.schemas import HourAnswer, WeekAnswer
from accessdesk.scheduling.week import HourLoad
from accessdesk.scheduling.week_view import Week, week_of
from accessdesk.web.access import current_actor, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import query_text, reply

api = APIBlueprint("scheduling_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class SitePath(BaseModel):
    """A site by its code."""

    site: str = Field(max_length=40)


@api.get("/sites/<site>/week", responses={200: WeekAnswer})
@requires(Permission.RAISE_REQUEST)
def week(path: SitePath) -> Response:
    """Tell for each hour of a site's week whether it is free, tight, full or closed.

    Takes `start`, the first day, in the address; this week's Monday without it.
    """
    found = week_of(current_actor(), path.site, query_text("start"), now=clock.now())
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
