"""Whose son or daughter somebody is said to be, where request and ID both say it (R-GATE-5).

Omar bin Ali is not Omar bin Hassan, though the ID of the latter has all words of the former.
"""

from accessdesk.identity.names.called import differ_behind_what_calls_nobody
from accessdesk.identity.names.findings import Finding, Findings, Sign, Weight
from accessdesk.identity.names.parsing import ParsedId, Parts, written_of
from accessdesk.identity.names.parts import Comparison, Role
from accessdesk.identity.names.tables.words import ARABIC_ARTICLES, PATRONYMICS

# Son of, daughter of and the like as South and South-East Asia write them: s/o, d/o, a/l, a/p.
_IN_TWO_WORDS = frozenset(
    (("S", "O"), ("D", "O"), ("W", "O"), ("A", "L"), ("A", "P"), ("SON", "OF"), ("DAUGHTER", "OF"))
)
# At the beginning these are given names.
_GIVEN_NAMES_TOO = frozenset(("BEN", "BAT", "AP"))
# One word of a side may be two of the other (Abdul Aziz, Abdulaziz).
_SIZES = ((1, 1), (1, 2), (2, 1))


def about_fathers(asked: Parts, shown: ParsedId, comparison: Comparison) -> Findings:
    """What to ask where both sides say whose child somebody is, and name two fathers."""
    on_request = _father(asked)
    on_id = _father(shown.given) or _father(shown.surname, is_surname=True)
    if not on_request or not on_id or _are_one(on_request, on_id, comparison):
        return ()
    words = (
        f"The father is {written_of(on_id[:2])} on the ID, and {written_of(on_request[:2])} on "
        "the request. Ask for the father's name."
    )
    return (Finding(Weight.WEAK, Sign.MIDDLE, words),)


def _father(parts: Parts, *, is_surname: bool = False) -> Parts:
    """The words behind the first "son of", without the article that may lead them."""
    for place, part in enumerate(parts):
        if place == 0 and part.plain in _GIVEN_NAMES_TOO and not is_surname:
            continue
        behind = parts[place + _words_for_son_of(parts[place : place + 2]) :]
        if len(behind) < len(parts) - place:
            return behind[1:] if behind and behind[0].plain in ARABIC_ARTICLES else behind
    return ()


def _words_for_son_of(parts: Parts) -> int:
    if parts[0].plain in PATRONYMICS:
        return 1
    return 2 if tuple(part.plain for part in parts) in _IN_TWO_WORDS else 0


def _are_one(asked: Parts, shown: Parts, comparison: Comparison) -> bool:
    related = any(
        comparison.relate(asked[:used], shown[:seen], Role.GIVEN) is not None
        for used, seen in _SIZES
    )
    return related and not differ_behind_what_calls_nobody(asked, shown, comparison)
