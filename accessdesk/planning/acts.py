"""The frame of an act on the plan of one site: who does it, to which site, and when."""

from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.estate.queries import SiteFacts
from accessdesk.planning.policies import site_to_plan
from accessdesk.web.access import current_actor, current_moment


@dataclass(frozen=True, slots=True)
class SiteAct:
    """A manager plans a site, at one moment."""

    actor: Actor
    site: SiteFacts
    now: datetime


def act_on_site(code: str) -> SiteAct:
    """The site that the actor of this web request looks after; raises NotFound for any other."""
    actor, now = current_actor(), current_moment()
    return SiteAct(actor, site_to_plan(actor, code, now=now), now)
