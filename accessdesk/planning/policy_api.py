"""The API of a site's policy, for its managers (R-WIN-3)."""

from dataclasses import asdict

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from accessdesk.accounts.rules import Permission
from accessdesk.planning import policies, policy_changes
from accessdesk.planning.acts import act_on_site
from accessdesk.planning.history import PolicyChange, changes_of, get_change, saved_words
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.schemas import (
    ChangeAnswer,
    ChangeList,
    ClosureAnswer,
    ClosureBody,
    ClosureFields,
    ClosureRuleAnswer,
    DecidedBody,
    DrawnAnswer,
    OpeningAnswer,
    PolicyAnswer,
    PolicyBody,
    PolicyFields,
    PreviewAnswer,
    TouchedAnswer,
)
from accessdesk.planning.touched import TouchedBooking
from accessdesk.planning.wording import hours_lines
from accessdesk.scheduling.closures.drafts import CalendarFile, ClosureDraft, Holidays, OneOff, draw
from accessdesk.scheduling.closures.periods import closures_of
from accessdesk.scheduling.closures.standing import rules_of, stop_rule
from accessdesk.scheduling.policy import Closure
from accessdesk.web.access import requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import SitePath, reply

api = APIBlueprint("policy_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class ClosurePath(SitePath):
    """A closed period of a site."""

    closure_id: int = Field(ge=1, le=2**63 - 1)


class ClosureRulePath(SitePath):
    """A rule that closes a site."""

    rule_id: int = Field(ge=1, le=2**63 - 1)


class ChangePath(SitePath):
    """A change of a site's policy, by the number that the list of them has."""

    number: int = Field(ge=1, le=2**63 - 1)


def _decisions(body: DecidedBody) -> Decisions:
    return Decisions(keep=body.keep, cancel=body.cancel, reason=body.reason)


def _touched(visits: list[TouchedBooking]) -> list[TouchedAnswer]:
    return [
        TouchedAnswer(
            window=visit.window_id,
            request=visit.called,
            customer=visit.customer,
            starts_at=visit.window.starts_at,
            ends_at=visit.window.ends_at,
            why=list(visit.words),
        )
        for visit in visits
    ]


def _answer(site_code: str, *, saved: bool | None = None) -> Response:
    """What a site allows; after a save, what was changed by it, if anything was."""
    act = act_on_site(site_code)
    site = act.site
    values = {name: getattr(site, name) for name in policies.LIMITS}
    answer = PolicyAnswer(
        site=site.code,
        zone=site.zone,
        opening_hours=hours_lines(site.opening_hours),
        badge_numbers=site.badge_numbers,
        closures=[ClosureAnswer.model_validate(each) for each in closures_of(site.id, now=act.now)],
        closure_rules=[ClosureRuleAnswer.model_validate(each) for each in rules_of(site)],
        saved=None if saved is None else saved_words(site, changed=saved),
        **values,
    )
    return reply(answer)


@api.get("/sites/<site>/policy", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def policy(path: SitePath) -> Response:
    """Give what a site allows, and its closed periods from now on."""
    return _answer(path.site)


@api.post("/sites/<site>/policy/preview", responses={200: PreviewAnswer})
@requires(Permission.PLAN_SITE)
def preview_policy(path: SitePath, body: PolicyFields) -> Response:
    """List the visits that a policy would break, and the next openings; nothing is changed."""
    act, draft = act_on_site(path.site), body.draft()
    found = policies.touched_by_draft(act.site, draft, now=act.now)
    following = policies.openings_under(act.site, draft, now=act.now)
    openings = [OpeningAnswer.model_validate(each) for each in following]
    return reply(PreviewAnswer(touched=_touched(found), openings=openings))


@api.post("/sites/<site>/policy", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def change_policy(path: SitePath, body: PolicyBody) -> Response:
    """Set what a site allows; 409 `visits-touched` while a visit that it breaks is undecided."""
    act = act_on_site(path.site)
    decided = _decisions(body)
    saved = policy_changes.change_policy(act.actor, act.site, body.draft(), decided, now=act.now)
    return _answer(path.site, saved=saved)


@api.get("/sites/<site>/policy/changes", responses={200: ChangeList})
@requires(Permission.PLAN_SITE)
def policy_history(path: SitePath) -> Response:
    """List the last twenty changes of a site's policy, newest first, with who made each."""
    act = act_on_site(path.site)
    return reply(ChangeList(changes=[_change(each) for each in changes_of(act.site)]))


def _change(change: PolicyChange) -> ChangeAnswer:
    return ChangeAnswer(
        number=change.number,
        at=change.at,
        by=change.by,
        words=change.words,
        before={name: was for name, (was, _) in change.fields.items()},
        after={name: now for name, (_, now) in change.fields.items()},
    )


@api.post("/sites/<site>/policy/changes/<int:number>/undo", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def undo_policy_change(path: ChangePath, body: DecidedBody) -> Response:
    """Set the whole policy as it was before one of its changes, which is a change itself.

    409 `visits-touched` while a visit that it breaks is undecided.
    """
    act = act_on_site(path.site)
    draft = get_change(act.site, path.number).draft_before
    decided = _decisions(body)
    saved = policy_changes.change_policy(act.actor, act.site, draft, decided, now=act.now)
    return _answer(path.site, saved=saved)


def _draft(body: ClosureFields) -> ClosureDraft:
    if body.calendar:
        return CalendarFile("calendar.ics", body.calendar.encode(errors="replace"))
    if body.country:
        return Holidays(body.country, body.subdivision)
    return OneOff(body.name, body.starts_at, body.ends_at, body.rule)


@api.post("/sites/<site>/closures/preview", responses={200: PreviewAnswer})
@requires(Permission.PLAN_SITE)
def preview_closures(path: SitePath, body: ClosureFields) -> Response:
    """List the closed periods that would be added, and the visits they would break."""
    act = act_on_site(path.site)
    drawn = draw(act.site, _draft(body), now=act.now)
    touched = policies.touched_by_closures(act.site, drawn, now=act.now)
    return reply(
        PreviewAnswer(closures=[_drawn(each) for each in drawn], touched=_touched(touched))
    )


def _drawn(closure: Closure) -> DrawnAnswer:
    return DrawnAnswer(**asdict(closure.window), name=closure.name)


@api.post("/sites/<site>/closures", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def add_closures(path: SitePath, body: ClosureBody) -> Response:
    """Close a site for some periods; 409 `visits-touched` while a visit is undecided."""
    act = act_on_site(path.site)
    new = policies.new_closures(act.site, _draft(body), now=act.now)
    policy_changes.add_closures(act.actor, act.site, new, _decisions(body), now=act.now)
    return _answer(path.site)


@api.post("/sites/<site>/closures/<int:closure_id>/remove", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def remove_closure(path: ClosurePath) -> Response:
    """Take a closed period back."""
    act = act_on_site(path.site)
    policies.remove_closure(act.actor, act.site, path.closure_id, now=act.now)
    return _answer(path.site)


@api.post("/sites/<site>/closure-rules/<int:rule_id>/stop", responses={200: PolicyAnswer})
@requires(Permission.PLAN_SITE)
def stop_closure_rule(path: ClosureRulePath) -> Response:
    """Stop a rule that closes a site, and take back its periods that have not begun."""
    act = act_on_site(path.site)
    stop_rule(act.actor, act.site, path.rule_id, now=act.now)
    return _answer(path.site)
