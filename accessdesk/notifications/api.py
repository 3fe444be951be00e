"""The API of messages: note that somebody was told another way."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from accessdesk.accounts.rules import Permission
from accessdesk.notifications.delivering import untold
from accessdesk.service_requests.acts import act_on
from accessdesk.visits.answers import RequestAnswer, request_answer
from accessdesk.web.access import requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import Body, NamedLine, RequestPath

api = APIBlueprint("messages_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class MessagePath(RequestPath):
    """A message about a request."""

    message_id: int = Field(ge=1, le=2**63 - 1)


class ToldBody(Body):
    """Who was told, and how: “Lena Lord, by telephone”."""

    spoken_with: NamedLine


@api.post("/requests/<called>/messages/<int:message_id>/told", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def note_told(path: MessagePath, body: ToldBody) -> Response:
    """Note that somebody was told another way what no e-mail told them."""
    act = act_on(path.called)
    untold.note_told(act.actor, act.sr, path.message_id, body.spoken_with, now=act.now)
    return request_answer(act.actor, act.sr)
