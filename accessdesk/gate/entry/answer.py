"""What the gate answers to a scan, a check or an entry: pure, like the case it is about."""

from dataclasses import dataclass, field
from datetime import datetime

from accessdesk.gate.entry.case import EntryCase, OpenStay, Permit
from accessdesk.gate.entry.needs import Need
from accessdesk.gate.entry.papers import SeenId
from accessdesk.gate.rules import ANSWERED_BY_AN_ID, Decision, RefusalCode, closes_at, opens_at
from accessdesk.gate.wording import (
    REVIEWS,
    US_PERSON_AWAITED,
    VisitPeople,
    Words,
    with_names,
    words_for,
)
from accessdesk.scheduling.wording import count_words, moment_words


def stay_words(stay: OpenStay, zone: str, now: datetime) -> str:
    """Since when somebody is inside, let in at which desk, with which badge."""
    since = moment_words(stay.entered_at, zone, now)
    desk = f", let in at the desk “{stay.desk}”" if stay.desk else ""
    return f"Inside since {since}{desk}, {badge_words(stay.badge)}."


def badge_words(badge: str) -> str:
    """With which badge somebody is inside."""
    return f"with badge {badge}" if badge else "without a badge"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the gate, with what the desk shows beside it.

    `attempt_id` is None when nothing was written: a good pass was scanned, or a good ID was
    checked. `also` is what the officer's judgement answers beside the code, and `expects` what is
    still to be said. `seen` carries a checked ID on to the entry.
    `people` are named where it sends the officer to them.
    """

    decision: Decision
    code: RefusalCode | None
    case: EntryCase
    at: datetime
    attempt_id: int | None = None
    admission_id: int | None = None
    badge: str = ""
    reasons: tuple[str, ...] = ()
    also: tuple[RefusalCode, ...] = ()
    expects: tuple[Need, ...] = ()
    seen: SeenId | None = field(default=None, repr=False)
    people: VisitPeople | None = field(default=None, repr=False)

    @property
    def words(self) -> Words:
        """Sign, word, title, detail and next step, with the times and names of this visit."""
        entered = self.admission_id is not None
        said = words_for(
            self.decision, self.code, entered=entered, escort_awaited=self.awaits_escort
        )
        if self.awaits_word and not self.awaits_escort:
            said = US_PERSON_AWAITED
        beside = (self._beside(code) for code in self.also)
        detail = " ".join((said.detail, *self._particulars(), *beside))
        next_step = with_names(said.next_step, self.people) if self.people else said.next_step
        return Words(said.sign, said.word, said.title, detail, next_step)

    @property
    def permit(self) -> Permit | None:
        """The pass that it is about, or None where the code is no pass of ours."""
        return self.case.permit

    @property
    def stay(self) -> OpenStay | None:
        """The stay that is in the way, where one of this very visitor is."""
        in_the_way = self.code is RefusalCode.ALREADY_INSIDE and self.permit is not None
        return self.permit.bearer.stay if in_the_way and self.permit else None

    @property
    def awaits_escort(self) -> bool:
        """Whether the person may enter as soon as the escort stands at the desk."""
        return self._is_checked and Need.ESCORT in self.expects

    @property
    def awaits_word(self) -> bool:
        """Whether the person may enter as soon as something beside the badge is said."""
        return self._is_checked and not {Need.ESCORT, Need.US_PERSON}.isdisjoint(self.expects)

    @property
    def _is_checked(self) -> bool:
        return self.decision is Decision.ADMIT and self.admission_id is None

    @property
    def names_people(self) -> bool:
        """Whether it sends the officer to somebody, on a visit to this very site."""
        lacks_escort = self.code is RefusalCode.ESCORT_MISSING
        sends = self.decision is Decision.REFUSE or lacks_escort or self.awaits_escort
        permit = self.permit
        return sends and permit is not None and permit.destination.code == self.case.gate.code

    @property
    def takes_id(self) -> bool:
        """Whether an ID, or another one, is what this pass now waits for."""
        waits = self.decision is Decision.PRESENT_ID or self.code in ANSWERED_BY_AN_ID
        return waits and self.permit is not None

    @property
    def name_on_id(self) -> str:
        """The name on the ID that was shown, given names first as on the request."""
        name = self.seen.name if self.seen else None
        if name is None:
            return ""
        return " ".join(part for part in (name.given_names, name.surname, name.suffix) if part)

    def _particulars(self) -> tuple[str, ...]:
        permit = self.permit
        if permit is None:
            return self.reasons
        facts, on_file = self.case.facts(), permit.facts
        match self.code:
            case RefusalCode.TOO_EARLY:
                opens = moment_words(opens_at(facts, on_file), facts.zone, self.at)
                return (f"The gate opens for this visit at {opens}.",)
            case RefusalCode.TOO_LATE:
                closed = moment_words(closes_at(facts, on_file), facts.zone, self.at)
                return (f"It was open for it until {closed}.",)
            case RefusalCode.ALREADY_INSIDE if self.stay is not None:
                return (*self.reasons, stay_words(self.stay, facts.zone, self.at))
            case RefusalCode.SITE_FULL:
                return (self._fullness(), *self.reasons)
            case RefusalCode.WRONG_SITE:
                return (f"It is for {permit.destination.name} ({permit.destination.code}).",)
            case _:
                return self.reasons

    def _beside(self, code: RefusalCode) -> str:
        """What else the officer is to judge: one judgement answers it all."""
        full = f" {self._fullness()}" if code is RefusalCode.SITE_FULL else ""
        return f"{REVIEWS[code].title}.{full}"

    def _fullness(self) -> str:
        gate = self.case.gate
        held = count_words(gate.inside, "person is", "people are")
        return f"{held} inside, and the site may hold {gate.capacity}."
