"""Read machine-readable zones, as scanners type them."""

import re
from datetime import date

from accessdesk.identity.document import Document, ReadError, Unreadable
from accessdesk.identity.mrz.checks import is_in_alphabet
from accessdesk.identity.mrz.icao import read_icao
from accessdesk.identity.mrz.keyboard import layouts_undone
from accessdesk.identity.mrz.layouts import MRVA, MRVB, TD1, TD2, TD3, Layout, Zone
from accessdesk.identity.mrz.national import (
    read_dutch_licence,
    read_french_id,
    read_french_licence,
    read_swiss_licence,
)
from accessdesk.identity.mrz.text import find_zones, split_lines

_LICENCE_STARTS = {"D1FRA": read_french_licence, "D1NLD": read_dutch_licence}
_LETTER_OR_DIGIT = re.compile(r"[A-Z0-9]")
_LICENCE_START = re.compile(r"D1(?:FRA|NLD)|FACHE[0-9]")
# R is what several states print on residence permits, and a few print a card's code on a document
# of a passport's size; TI (residence) and ME (proof of arrival) are two states' own.
_CARD_LETTERS, _CARD_CODES = "ACIR", frozenset({"TI", "ME"})
_LAYOUTS: dict[tuple[int, str], Layout] = {
    (44, "P"): TD3,
    (44, "V"): MRVA,
    (36, "V"): MRVB,
    **{(44, letter): TD3 for letter in _CARD_LETTERS},
    **{(36, letter): TD2 for letter in _CARD_LETTERS},
    **{(30, letter): TD1 for letter in _CARD_LETTERS},
}
_CARD_LAYOUTS = {36: TD2, 30: TD1}
_FULL_WIDTHS = {30, 36, 44}


def read_mrz(raw: str, *, on: date) -> Document | Unreadable:
    """Read the zone in `raw`; undo only what leaves one reading that the check digits bear."""
    texts = layouts_undone(raw)
    if texts == (raw,):
        return _read_text(raw, on=on)
    outcomes = {_read_text(text, on=on) for text in texts}
    documents = [outcome for outcome in outcomes if isinstance(outcome, Document)]
    return documents[0] if len(documents) == 1 else Unreadable(ReadError.KEYBOARD_LAYOUT)


def read_zone(zone: Zone, *, on: date) -> Document | Unreadable:
    """Read the lines of one zone, each of the right length."""
    if not all(is_in_alphabet(line) for line in zone):
        return Unreadable(ReadError.CHARSET)
    if len(zone) == 3 and len(zone[0]) == 9:
        return read_swiss_licence(zone, on=on)
    if len(zone) == 1:
        read_licence = _LICENCE_STARTS.get(zone[0][:5])
        return read_licence(zone, on=on) if read_licence else _unknown()
    if len(zone[0]) == 36 and zone[0].startswith("IDFRA"):
        return read_french_id(zone, on=on)
    layout = _choose_layout(zone)
    return _unknown() if layout is None else read_icao(layout, zone, on=on)


def has_part_of_zone(line: str) -> bool:
    """Whether a line without blanks, in capitals, seems to come from a zone."""
    has_fillers = "<<" in line and _LETTER_OR_DIGIT.search(line) is not None
    return has_fillers or _LICENCE_START.match(line) is not None


def _read_text(text: str, *, on: date) -> Document | Unreadable:
    """Read the one document that the text holds.

    Lines of another kind around a zone have the shape of one now and then; they cannot be
    read, so errors count only when nothing else is there.
    """
    outcomes: list[Document | Unreadable] = []
    for zones in find_zones(text):
        found = [read_zone(zone, on=on) for zone in zones]
        documents = {outcome for outcome in found if isinstance(outcome, Document)}
        if documents:
            return documents.pop() if len(documents) == 1 else _unknown()
        outcomes += found
    if not outcomes:
        return Unreadable(_why_no_zone(split_lines(text)))
    return next((outcome for outcome in outcomes if outcome != _unknown()), _unknown())


def _why_no_zone(lines: list[str]) -> ReadError:
    parts = [line for line in lines if has_part_of_zone(line)]
    if not parts:
        return ReadError.UNKNOWN_FORMAT
    if not all(is_in_alphabet(line) for line in parts):
        return ReadError.CHARSET
    # Whole lines of one width, and too few of them: the rest was never sent.
    widths = {len(line) for line in lines}
    return ReadError.INCOMPLETE if len(widths) == 1 and widths <= _FULL_WIDTHS else ReadError.LENGTH


def _choose_layout(zone: Zone) -> Layout | None:
    """Choose by the size and by the first letter (ICAO 9303-4 to 9303-7, document code).

    The letter has no check digit: a zone with another one was glued together wrongly.
    """
    width, code = len(zone[0]), zone[0][:2]
    if code in _CARD_CODES:
        return _CARD_LAYOUTS.get(width)
    return _LAYOUTS.get((width, code[0]))


def _unknown() -> Unreadable:
    return Unreadable(ReadError.UNKNOWN_FORMAT)
