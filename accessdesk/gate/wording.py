"""The gate's answers as the officer reads them: a sign, a word, what is wrong, what to do next."""

from dataclasses import dataclass

from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.telephone import DESK, with_number


@dataclass(frozen=True, slots=True)
class Words:
    """What the desk shows for one answer; `word` and `sign` stand beside its colour."""

    sign: str
    word: str
    title: str
    detail: str
    next_step: str


@dataclass(frozen=True, slots=True)
class VisitPeople:
    """Who can change something about a visit; `escort` is None while nobody has taken it.

    A telephone number is empty where none is known.
    """

    contact: str
    contact_email: str
    contact_telephone: str
    escort: str | None
    escort_telephone: str


NO_EXPIRY = "A passport or residence permit always has a last valid day: type it as it is printed."
NO_NAME = "Type the name as it is printed: surname, given names, or both."
CONTACT = "the customer's contact named on the request"
FACE = "Compare the face with the photo on the ID."
US_PERSON_HOW = (
    "Ask to see that they are: a US passport, a certificate of citizenship or a green card. Then "
    "say whether they are."
)
CALL_ESCORT = "Call the escort."
ESCORT_NOT_TAKEN = f"Nobody has taken the escort yet: call {DESK}."


def _stop(title: str, detail: str, next_step: str) -> Words:
    return Words("✕", "STOP", title, detail, next_step)


def _ask(title: str, detail: str, next_step: str) -> Words:
    return Words("→", "ASK", title, detail, next_step)


def _check(title: str, detail: str, next_step: str) -> Words:
    return Words("?", "CHECK", title, detail, next_step)


ADMITTED = Words(
    "✓",
    "INSIDE",
    "Let in",
    "Everything agrees, and the entry is recorded.",
    "Hand out the badge.",
)
VERIFIED = Words(
    "✓",
    "ADMIT",
    "This person may enter",
    "Pass and ID agree. Nothing is recorded until you admit.",
    f"{FACE} Then scan the badge, which admits.",
)
ESCORT_AWAITED = Words(
    "?",
    "WAIT",
    "Wait for the escort",
    "Pass and ID agree, and this visit is allowed only with an escort. Nothing is recorded until "
    "you admit.",
    f"{FACE} {CALL_ESCORT} When they stand at the desk, say so and scan the badge.",
)
US_PERSON_AWAITED = Words(
    "?",
    "WAIT",
    "Is this a US person?",
    "Pass and ID agree, and the customer's plan lets only US persons in. Nothing is recorded until "
    "you admit.",
    f"{FACE} {US_PERSON_HOW}",
)
PRESENT_ID = Words(
    "→",
    "ID",
    "The pass is good",
    "Nothing is recorded yet.",
    "Ask for the original passport, identity card, residence permit or driving licence, and scan "
    "it.",
)

REFUSALS: dict[RefusalCode, Words] = {
    RefusalCode.UNKNOWN: _stop(
        "This is not a pass of ours",
        "What was read is neither a pass nor a short code that we know.",
        "Scan the square code once more, or type the short code that is printed below it. If it is "
        "still unknown, the visitor asks whoever invited them for the pass.",
    ),
    RefusalCode.UNKNOWN_KEY: _stop(
        "The pass is signed with a key that is not in use",
        "It may be very old, or not ours at all.",
        "Type the short code printed on it. If that is unknown too, the visitor asks whoever "
        "invited them for a new pass.",
    ),
    RefusalCode.FORGED: _stop(
        "The pass has been altered",
        "Its signature does not belong to what it says.",
        f"Scan it once more. If that does not help, let nobody in on it; call {DESK}.",
    ),
    RefusalCode.KEYBOARD_LAYOUT: _stop(
        "The scanner types for another keyboard",
        "The keyboard of this computer has changed the signs of what was scanned.",
        "Type the short code printed below the square code, in Latin letters: it works at once. "
        "Then have scanner and computer set to the same keyboard; the self-test shows when they "
        "are.",
    ),
    RefusalCode.SUPERSEDED: _stop(
        "There is a newer pass",
        "The visit was changed, and a new pass was sent in place of this one.",
        "Ask the visitor for the newest pass; it is in the latest mail about this visit.",
    ),
    RefusalCode.REVOKED: _stop(
        "The visit was called off",
        "The request or this visitor's pass was cancelled.",
        f"Do not let the visitor in. Only {CONTACT} can ask for a new visit.",
    ),
    RefusalCode.NOT_APPROVED: _stop(
        "The visit is not approved yet",
        "The request still waits for the operator's approval.",
        f"Call {DESK}; once the visit is approved, scan again.",
    ),
    RefusalCode.WRONG_SITE: _stop(
        "The pass is for another site",
        "It does not open this site.",
        "Show the visitor the site and address printed on the pass.",
    ),
    RefusalCode.TOO_EARLY: _stop(
        "The visit has not begun",
        "Nobody enters before their time.",
        f"The visitor waits until then, or {CONTACT} moves the visit forward.",
    ),
    RefusalCode.TOO_LATE: _stop(
        "The visit is over",
        "The gate no longer opens for it.",
        f"Ask {CONTACT} to move the visit; a new pass arrives at once.",
    ),
    RefusalCode.ALREADY_INSIDE: _stop(
        "This person is inside already",
        "Nobody can be inside twice.",
        "Look at the list of who is inside. If they left, record the departure and scan again; if "
        f"not, somebody else holds their pass: call {DESK}.",
    ),
    RefusalCode.ESCORT_MISSING: _stop(
        "The escort is not here",
        "This visit is allowed only with an escort.",
        f"{CALL_ESCORT} When they stand at the desk, scan again and say so.",
    ),
    RefusalCode.US_PERSON_REQUIRED: _stop(
        "Only a US person may enter here",
        "The customer's plan asks for it, and this visitor is said to be none.",
        f"Do not let the visitor in. Call {CONTACT}, who can send somebody else.",
    ),
    RefusalCode.ID_UNREADABLE: _stop(
        "The ID could not be read",
        "What the scanner gave is incomplete or does not add up.",
        "Scan it once more, flat and slowly; if it fails again, type it from the printed side.",
    ),
    RefusalCode.ID_NOT_ACCEPTED: _stop(
        "This ID is not accepted here",
        "Only an original, government-issued ID counts: no copy, picture, badge or visa.",
        "Ask for a passport, identity card, residence permit or driving licence.",
    ),
    RefusalCode.ID_EXPIRED: _stop(
        "The ID has expired",
        "It was valid through the day printed on it, and no longer.",
        "Ask for another ID that is still valid.",
    ),
    RefusalCode.NAME_MISMATCH: _stop(
        "This ID belongs to somebody else",
        "The name on the ID is not the one on the request.",
        f"Compare the ID with the pass. If the request is wrong, {CONTACT} corrects the name, and "
        "the same pass then works at once.",
    ),
    RefusalCode.PHOTO_MISMATCH: _stop(
        "The ID shows somebody else",
        "The person at the desk is not the one on its photo.",
        f"Ask for their own ID. If they have none, do not let them in, and call {DESK}.",
    ),
}

ASKS: dict[RefusalCode, Words] = {
    RefusalCode.ID_REQUIRED: _ask(
        "No ID was shown",
        "A pass alone lets nobody in.",
        "Ask for the original passport, identity card, residence permit or driving licence.",
    ),
    RefusalCode.ORIGINAL_REQUIRED: _ask(
        "Is this the original?",
        "Only an original ID counts, and nobody has said that this is one.",
        "Take the ID in your hand and look at it; then say whether it is the original.",
    ),
    RefusalCode.ESCORT_MISSING: _ask(
        "Is the escort here?",
        "This visit is allowed only with an escort, and nobody has said that they are here.",
        f"{CALL_ESCORT} When they stand at the desk, say so.",
    ),
    RefusalCode.US_PERSON_REQUIRED: _ask(
        "Is this a US person?",
        "The customer's plan lets only US persons in, and the ID alone does not show it.",
        US_PERSON_HOW,
    ),
    RefusalCode.BADGE_REQUIRED: _ask(
        "Which badge is handed out?",
        "Pass and ID agree; the entry is kept with the badge.",
        "Scan the badge, or say that none is handed out.",
    ),
}

REVIEWS: dict[RefusalCode, Words] = {
    RefusalCode.NAME_REVIEW: _check(
        "The name needs your eyes",
        "The name on the ID is close to the one on the request, but not the same.",
        "Look at the photo, compare the name, ask for the birthday, and say what you found.",
    ),
    RefusalCode.SITE_FULL: _check(
        "The site is full",
        "Nobody more is to be inside.",
        "Look at the list of who is inside for whoever has left or should have. Let somebody in "
        "above that number only if you know why, and say so.",
    ),
    RefusalCode.SAME_PERSON: _check(
        "Is this person inside already?",
        "Somebody of the same name and company is inside, and nobody is inside twice.",
        "Look at the list of who is inside, and have them or their escort come to you. Say whether "
        "this is another person, and how you know.",
    ),
    RefusalCode.ID_UNREADABLE: _check(
        "The ID's last valid day could not be read",
        "An expiry that cannot be read is never taken as valid.",
        "Read the printed day yourself and type the ID with it. If none is printed, look at the "
        "photo, compare the name, ask for the birthday, and say so as the reason.",
    ),
}


def words_for(
    decision: Decision,
    code: RefusalCode | None,
    *,
    entered: bool = False,
    escort_awaited: bool = False,
) -> Words:
    """The words for an answer of the gate; `entered` says that the yes was acted on."""
    if decision is Decision.ADMIT and not entered:
        return ESCORT_AWAITED if escort_awaited else VERIFIED
    if decision is Decision.ADMIT:
        return ADMITTED
    if decision is Decision.PRESENT_ID or code is None:
        return PRESENT_ID
    if decision is Decision.REVIEW:
        return REVIEWS[code]
    # A record of the gate's first rules may call a refusal what is now asked for.
    return ASKS[code] if decision is Decision.ASK or code not in REFUSALS else REFUSALS[code]


def with_names(next_step: str, people: VisitPeople) -> str:
    """Name in a next step whom it sends the officer to, with their numbers."""
    named = next_step.replace(CONTACT, with_number(people.contact, people.contact_telephone))
    return named.replace(CALL_ESCORT, _escort_words(people))


def _escort_words(people: VisitPeople) -> str:
    if people.escort is None:
        return ESCORT_NOT_TAKEN
    return f"Call {with_number(people.escort, people.escort_telephone)}."
