"""Read the holder's name from the elements of an AAMVA licence.

Source: AAMVA DL/ID Card Design Standard, annex D. The 2000 standard has the whole name in
DAA; the 2003 and 2005 ones have DCS and all given names in DCT; later ones DCS, DAC, DAD.
"""

import re
from collections.abc import Mapping

from accessdesk.identity.aamva.issuers import PENNSYLVANIA
from accessdesk.identity.document import NameOnId

NAME_ELEMENTS = ("DCS", "DAC", "DAD", "DCT", "DCU", "DAA", "DAB", "DAE")
_UNAVAILABLE = frozenset({"NONE", "UNAVL", "UNAVAIL"})
_SUFFIX = re.compile(r"(?:JR|SR|II|III|IV|2ND|3RD|[4-9]TH)\.?")
_SEPARATORS = re.compile(r"[,$@]")
# Marks that a name may hold; anything else is a character that the scanner could not type.
_MARKS = frozenset(" '’`´.-/&()")
_PARTICLES = frozenset({"VAN", "VON", "DER", "DEN", "DE", "DEL", "DELLA", "LA", "ST", "ST."})
_LONGEST_UNKNOWN_SUFFIX = 5


def read_name(elements: Mapping[str, str], issuer_number: str | None) -> NameOnId | None:
    """The name, or None where its parts cannot be told apart."""
    surname, given, suffix = _by_part(elements)
    if not (surname and given):
        whole = _whole_name(elements.get("DAA", ""), issuer_number)
        if whole is not None:
            surname, given, suffix = whole
        elif not surname or not _states_given_names(elements):
            return None
    surname, from_surname = _without_suffix(surname, suffix)
    given, from_given = _without_suffix(given, suffix)
    cut = any(elements.get(flag, "").upper() == "T" for flag in ("DDE", "DDF", "DDG"))
    return NameOnId(surname, given, suffix or from_surname or from_given or None, cut)


def has_only_name_characters(name: NameOnId) -> bool:
    """Whether every character can stand in a name, so that none was lost in typing."""
    text = name.surname + name.given_names + (name.suffix or "")
    return all(char.isalnum() or char in _MARKS for char in text)


def _by_part(elements: Mapping[str, str]) -> tuple[str, str, str]:
    surname = _value(elements, "DCS") or _value(elements, "DAB")
    first, middle = _value(elements, "DAC"), _value(elements, "DAD")
    together = _value(elements, "DCT")
    if not first or (not middle and together.startswith(first + " ")):
        first = together
        middle = "" if f" {first} ".endswith(f" {middle} ") else middle
    suffix = _value(elements, "DCU") or _value(elements, "DAE")
    return surname, f"{first} {middle}".strip(), suffix


def _value(elements: Mapping[str, str], element: str) -> str:
    return _plain(elements.get(element, ""))


def _plain(text: str) -> str:
    words = _SEPARATORS.sub(" ", text).upper().split()
    return "" if len(words) == 1 and words[0] in _UNAVAILABLE else " ".join(words)


def _states_given_names(elements: Mapping[str, str]) -> bool:
    """Whether the card speaks of given names, even to say that the holder has none."""
    return "DAC" in elements or "DCT" in elements


def _whole_name(text: str, issuer_number: str | None) -> tuple[str, str, str] | None:
    parts = [_plain(part) for part in _SEPARATORS.split(text)]
    if len(parts) == 1:
        return _first_name_first(parts[0]) if issuer_number == PENNSYLVANIA else None
    surname, *given = parts
    suffix = ""
    if len(given) > 2 and (
        _SUFFIX.fullmatch(given[-1]) or len(given[-1]) <= _LONGEST_UNKNOWN_SUFFIX
    ):
        suffix = given.pop()
    names = " ".join(filter(None, given))
    return (surname, names, suffix) if surname and names else None


def _first_name_first(text: str) -> tuple[str, str, str] | None:
    """Part a name in natural order, as Pennsylvania writes it without commas."""
    text, suffix = _without_suffix(text, "")
    words = text.split()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    if start < 1:
        return None
    return " ".join(words[start:]), " ".join(words[:start]), suffix


def _without_suffix(text: str, known: str) -> tuple[str, str]:
    """Part a trailing suffix from a name, unless the card gives another one in its place."""
    head, _, last = text.rpartition(" ")
    if head and _SUFFIX.fullmatch(last) and known in ("", last):
        return head, last
    return text, ""
