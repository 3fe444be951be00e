"""Pages of planning a site's time: its week, and the earliest windows that fit."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from accessdesk.accounts.rules import Permission, Right, may
from accessdesk.estate.queries import sites_with
from accessdesk.planning.forms import OpeningsForm
from accessdesk.planning.week_picture import picture_of
from accessdesk.scheduling.local_time import day_starts_at
from accessdesk.scheduling.queries import openings, span_of_days
from accessdesk.scheduling.week_view import read_day, site_for_planning, week_of
from accessdesk.scheduling.windows import Window
from accessdesk.visits.lists import visits_within
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt

bp = Blueprint("scheduling", __name__)

ONE_WEEK = timedelta(days=7)
MOST_OPENINGS = 20
ANY_OPENING = {"minutes": "120", "visitors": "1", "severity": "C"}


@bp.get("/planning")
@requires(Permission.PLAN_SITE)
def planning() -> ResponseReturnValue:
    """Show the sites whose time the manager plans, with the ways to do it."""
    sites = sites_with(current_actor(), Right.POSTED, now=current_moment())
    return render_template("planning/index.html", sites=sites)


@bp.get("/sites/<site>/week")
@requires(Permission.RAISE_REQUEST)
@reads("start", "day")
def week(site: str) -> ResponseReturnValue:
    """Show how much room a site has, by the hour of its own clock; one day of it is open."""
    actor, now = current_actor(), current_moment()
    found = week_of(actor, site, request.args.get("start", ""), now=now)
    day = read_day(request.args.get("day", ""), found)
    visits = (
        visits_within(actor, found.site.id, _span(day, found.site.zone), now=now) if day else []
    )
    return render_template(
        "planning/week.html",
        week=found,
        picture=picture_of(found),
        opened=day,
        visits=visits,
        before=(found.start - ONE_WEEK).isoformat(),
        after=(found.start + ONE_WEEK).isoformat(),
        plans=may(actor, Permission.PLAN_SITE),
    )


def _span(day: date, zone: str) -> Window:
    after = day + timedelta(days=1)
    return Window(day_starts_at(day, zone), day_starts_at(after, zone))


@bp.get("/sites/<site>/openings")
@requires(Permission.RAISE_REQUEST)
@reads(OpeningsForm)
def openings_page(site: str) -> ResponseReturnValue:
    """Show the earliest windows that fit, each a way to the form with it filled in."""
    actor, now = current_actor(), current_moment()
    place = site_for_planning(actor, site, now=now)
    form = OpeningsForm(MultiDict(ANY_OPENING | request.args.to_dict()))
    tried = attempt(
        form,
        lambda: openings(
            place,
            actor.customer_id,
            wish := form.wish(),
            span=span_of_days(place, wish, form.from_day.data, form.until_day.data, now=now),
            now=now,
            limit=MOST_OPENINGS,
        ),
    )
    found = [] if tried.refused else tried.result
    page = render_template("planning/openings.html", site=place, form=form, openings=found)
    return page, tried.status
