"""Everything that decides an entry, as a value that can be stored and judged again.

No name and no document number is in it: the verdict on the names is, and of the document what
R-GATE-8 allows to be kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from accessdesk.identity.document import ReadError, Unreadable
from accessdesk.identity.judging.presented import IdKind, PresentedId, Source
from accessdesk.identity.names.comparing import NameVerdict
from accessdesk.passes.rules import PassState
from accessdesk.passes.token import Fault
from accessdesk.service_requests.rules import Status


@dataclass(frozen=True, slots=True)
class PassOnFile:
    """What is known of the pass, its request and its visitor at the moment of the scan."""

    site: str
    state: PassState
    request_status: Status
    visitor_removed: bool
    inside: bool
    starts_at: datetime
    ends_at: datetime
    escort_needed: bool
    us_person_needed: bool = False


@dataclass(frozen=True, slots=True)
class ShownId:
    """What is kept of a document that was shown, and whether its name is the visitor's.

    `name` is None where no name could be read.
    """

    document: PresentedId | Unreadable
    name: NameVerdict | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the officer found on a review, each act on its own (R-GATE-5).

    The reason is text about a person, so only that there is one counts as a fact.
    `birthday_asked` is None where the desk was not asked to, and `another_person`, than the
    namesake who is inside, while nobody has said (R-GATE-6).
    """

    photo_matches: bool
    name_compared: bool
    reason_given: bool
    birthday_asked: bool | None = None
    another_person: bool | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the officer did each act of a review and gave a reason (R-GATE-5)."""
        acts = self.photo_matches and self.name_compared and self.reason_given
        return acts and self.birthday_asked is not False


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The facts that decide an entry at one site.

    `pass_on_file` is None when the code scanned is no pass of ours; `fault` then says why.
    `escort_present`, `us_person` and `badge_given` are None while nobody has said (R-GATE-13).
    `namesake_inside` says that somebody of the name on the ID, and of the same company, is inside
    on another request.
    """

    site: str
    zone: str
    early_minutes: int
    late_minutes: int
    id_profile: Mapping[str, Any]
    fault: Fault | None = None
    pass_on_file: PassOnFile | None = None
    site_full: bool = False
    escort_present: bool | None = None
    us_person: bool | None = None
    badge_given: bool | None = None
    shown_id: ShownId | None = None
    namesake_inside: bool = False
    judgement: Judgement | None = None


_NESTED = (PassOnFile, ShownId, Judgement, PresentedId, Unreadable)


def to_json(facts: EntryFacts) -> dict[str, Any]:
    """Write facts as plain JSON values; `from_json` gives the very same facts back."""
    return {name: plain(getattr(facts, name)) for name in facts.__slots__}


def plain(value: Any) -> Any:
    """Write a fact, or a value of facts, in the types that JSON has."""
    if isinstance(value, _NESTED):
        return {name: plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def from_json(stored: Mapping[str, Any]) -> EntryFacts:
    """Read stored facts; raises KeyError, TypeError or ValueError when they are not facts."""
    return EntryFacts(
        site=stored["site"],
        zone=stored["zone"],
        early_minutes=stored["early_minutes"],
        late_minutes=stored["late_minutes"],
        id_profile=stored["id_profile"],
        fault=None if stored["fault"] is None else Fault(stored["fault"]),
        pass_on_file=_pass_on_file(stored["pass_on_file"]),
        site_full=stored.get("site_full", False),
        escort_present=stored["escort_present"],
        us_person=stored.get("us_person"),
        badge_given=stored["badge_given"],
        shown_id=_shown_id(stored["shown_id"]),
        namesake_inside=stored.get("namesake_inside", False),
        judgement=None if stored["judgement"] is None else Judgement(**stored["judgement"]),
    )


def _pass_on_file(stored: Mapping[str, Any] | None) -> PassOnFile | None:
    if stored is None:
        return None
    return PassOnFile(
        site=stored["site"],
        state=PassState(stored["state"]),
        request_status=Status(stored["request_status"]),
        visitor_removed=stored["visitor_removed"],
        inside=stored["inside"],
        starts_at=datetime.fromisoformat(stored["starts_at"]),
        ends_at=datetime.fromisoformat(stored["ends_at"]),
        escort_needed=stored["escort_needed"],
        us_person_needed=stored.get("us_person_needed", False),
    )


def _shown_id(stored: Mapping[str, Any] | None) -> ShownId | None:
    if stored is None:
        return None
    name = stored["name"]
    return ShownId(
        document_from_json(stored["document"]), None if name is None else NameVerdict(name)
    )


def document_from_json(stored: Mapping[str, Any]) -> PresentedId | Unreadable:
    """Read what `plain` wrote of a document; raises KeyError or ValueError for anything else."""
    if "error" in stored:
        return Unreadable(ReadError(stored["error"]))
    expires_on = stored["expires_on"]
    return PresentedId(
        kind=IdKind(stored["kind"]),
        issuer=stored["issuer"],
        expires_on=None if expires_on is None else date.fromisoformat(expires_on),
        original=stored["original"],
        source=Source(stored["source"]),
        valid_check_digits=stored["valid_check_digits"],
    )
