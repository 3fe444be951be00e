"""The frame of an act on an outage that goes on."""

from dataclasses import dataclass

from accessdesk.outages.models import Outage
from accessdesk.outages.service import get_open_outage
from accessdesk.service_requests.acts import Act, act_on


@dataclass(frozen=True, slots=True)
class OutageAct(Act):
    """Somebody acts on the outage of a request, at one moment."""

    outage: Outage


def act_on_outage(called: str) -> OutageAct:
    """The outage that is open on the request which the actor of this web request names.

    Raises NotFound where they may not know of the request, Conflict where no outage is open on it.
    """
    act = act_on(called)
    return OutageAct(act.actor, act.sr, act.now, get_open_outage(act.sr))
