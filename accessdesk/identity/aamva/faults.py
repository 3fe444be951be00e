"""Find what makes the elements of a read untrustworthy, before anything is taken from them.

Source: AAMVA DL/ID Card Design Standard, annex D, mandatory elements of versions 1 (2000),
2 (2003), 3 (2005), 4 (2009) to 10 (2020) and 11 (2025); a higher version is taken for the
highest known, and version 0, before the standard, for version 1.
"""

import re

from accessdesk.identity.aamva.elements import FREE_TEXT, TRUNCATION, USED, Elements
from accessdesk.identity.aamva.issuers import is_subdivision
from accessdesk.identity.document import ReadError

_SINCE_2000 = frozenset({"DAQ", "DBA", "DBB", "DBC", "DBD", "DAG", "DAI", "DAJ", "DAK"})
_SINCE_2003 = _SINCE_2000 | {"DCS", "DCF", "DCG", "DAU", "DAY"}
_SINCE_2009 = _SINCE_2003 | {"DAC", "DAD", *TRUNCATION}
_V2003, _V2009 = 2, 4
# Class, restrictions and endorsements of version 1 stand on licences only.
_USUAL_IN_2000 = frozenset({"DAR", "DAS", "DAT"})

# Losing one of these unseen would change what is read; they are looked for in every value.
_VITAL = frozenset({"DCS", "DAC", "DAD", "DAQ", "DBA", "DBB"})
# What follows a value whose separator was lost, where the letters alone could be a name
# (Hardcastle, Woodcutter) or the element is optional.
_GLUED_TO_NAME = re.compile(
    r"(?:DC[ABD](?:NONE|[A-Z0-9]{0,3})|D[A-D][A-Z](?:NONE|UNAVL)|D[A-D][A-Z]\d.*)$"
)
_GLUED_SUFFIX = re.compile(r"DCU(?:[JS]R\.?|[IVX]{1,4}|\d[SNRT][TDH]|NONE)?$")
_GLUED_TO_NUMBER = re.compile(r".D(?:A[G-KQ-Z]|B[A-J]|C[A-U]|D[A-L])")
_FREE_FORM = frozenset({"DAG", "DAH", "DAI", "DAL", "DAM", "DAN", "DCF", "DCI", "DCJ", "DCK"})
# A suffix is short, so that any element id in it is one that lost its separator.
_GLUED = {"DAQ": _GLUED_TO_NUMBER, "DCU": re.compile(r"D[A-D][A-Z]")}


# What other keyboards type for a hyphen or an apostrophe.
_TYPED_ELSEWHERE = re.compile("[ßäöüùéèçà]")
_PLAIN_SMALL = re.compile("[a-z]")


def find_fault(elements: Elements) -> ReadError | None:
    """The fault that was found with the most certainty, or None."""
    values = elements.values
    required = _required(elements.version, values)
    missing = required - values.keys()
    if elements.torn or _has_lost_separator(values, missing):
        return ReadError.SEPARATORS_LOST
    if _lacks_essentials(values) or not (elements.whole and elements.ended):
        return ReadError.INCOMPLETE
    if missing and not elements.closed:
        return ReadError.INCOMPLETE
    if elements.contradictory:
        return ReadError.LENGTH
    return ReadError.KEYBOARD_LAYOUT if _is_of_another_keyboard(elements) else None


def _required(version: int | None, values: dict[str, str]) -> frozenset[str]:
    if version is None:
        version = _V2003 if "DCS" in values else 1
    if version < _V2003:
        return _SINCE_2000
    return _SINCE_2003 if version < _V2009 else _SINCE_2009


def _lacks_essentials(values: dict[str, str]) -> bool:
    in_parts = ("DCS" in values or "DAB" in values) and ("DAC" in values or "DCT" in values)
    named = in_parts or "DAA" in values
    # A jurisdiction may leave a mandatory element empty, the number too: it does not decide.
    decided = all(values.get(element) for element in ("DBA", "DBB")) and "DAQ" in values
    return not named or not decided


def _has_lost_separator(values: dict[str, str], missing: frozenset[str]) -> bool:
    """Whether an element that should stand alone stands inside another one's value."""
    if any(len(values.get(flag, "")) > 1 for flag in TRUNCATION):
        return True
    # Every line ends in an M that stands for CR; which M is a letter, nobody can tell.
    if all(values.get(day, "").endswith("M") for day in ("DBA", "DBB")):
        return True
    wanted = missing if "DCT" not in values else missing - {"DAC", "DAD"}
    if "DAA" in values:
        wanted |= _USUAL_IN_2000 - values.keys()
    vital = wanted & _VITAL
    return any(
        _holds_another(holder, value, wanted if holder in USED else vital, values)
        for holder, value in values.items()
    )


def _holds_another(
    holder: str, value: str, wanted: frozenset[str], present: dict[str, str]
) -> bool:
    if any(element in value for element in wanted):
        return True
    if "DCU" not in present and _GLUED_SUFFIX.search(value):
        return True
    if holder not in FREE_TEXT:
        return "DCU" in value and "DCU" not in present and holder not in _FREE_FORM
    found = _GLUED[holder].search(value) if holder in _GLUED else _GLUED_TO_NAME.search(value)
    return found is not None


def _is_of_another_keyboard(elements: Elements) -> bool:
    """Whether Y and Z may have changed places, or marks seem to be typed on other keys."""
    values = elements.values
    used = "".join(values.get(element, "") for element in FREE_TEXT)
    if _may_be_swapped(elements, used):
        return True
    return "ß" in used or bool(_TYPED_ELSEWHERE.search(used) and not _PLAIN_SMALL.search(used))


def _may_be_swapped(elements: Elements, used: str) -> bool:
    """Whether a Y or Z is used of which nothing shows that it is the one on the card.

    The card's state shows it, its element DAY (which every card has since version 2), and the
    name of the jurisdiction's own subfile. Without any, a swapped text is what another card says.
    """
    values = elements.values
    state = values.get("DAJ", "").upper()
    swapped = state.translate(str.maketrans("YZ", "ZY"))
    if state != swapped and is_subdivision(swapped) != is_subdivision(state):
        return is_subdivision(swapped)
    if values.get("DAZ") and "DAY" not in values:
        return True
    shown = elements.own_subfile or "DAY" in values
    return not shown and not {"Y", "Z"}.isdisjoint(used.upper())
