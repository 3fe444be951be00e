"""Tell what reached the scan box, and what is wrong with the scanner that sent it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accessdesk.identity.aamva.keyboards import undo_layout
from accessdesk.identity.document import Document, ReadError, Unreadable
from accessdesk.identity.mrz.keyboard import layouts_undone
from accessdesk.identity.mrz.reading import has_part_of_zone, read_zone
from accessdesk.identity.mrz.text import find_zones, split_lines
from accessdesk.identity.reading import MOST_CHARACTERS, is_licence_text, read_document
from accessdesk.identity.scanner_words import SIGN_WORDS, WORDS, ScannerSign, Words

__all__ = [
    "WORDS",
    "Finding",
    "ScanKind",
    "ScannerSign",
    "Words",
    "classify",
    "diagnose",
    "visible",
]

# A symbology identifier (ISO/IEC 15424) may come first. On other keyboards the colon comes
# as another letter, and on French ones `A` as `Q` and `1` as `&`.
_PASS = re.compile(r"[\s\ufeff]*(?:\]Q[0-9])?(?:AD1[:ÖÆØÑÇ]|QD&M)", re.IGNORECASE)
_PASS_ON_QWERTZ = re.compile(r"[\s\ufeff]*(?:\+Q[0-9])?AD1Ö", re.IGNORECASE)
_PASS_ON_AZERTY = re.compile(r"[\s\ufeff]*\S{0,3}QD&M", re.IGNORECASE)
_SHORT_CODE_JOINTS = re.compile(r"[\s\-\u2010-\u2015_.\ufeff]+")
_SHORT_CODE = re.compile(r"[0-9A-TV-Z]{10,14}", re.ASCII | re.IGNORECASE)
_CONTROL_TYPED = re.compile(r"@[^@A-Z]{0,4}(?:6M?|M)(?:ANSI|AAMVA)", re.IGNORECASE)
_BYTE_ORDER_MARKS = ("\ufeff", "ï»¿")
_MOST_SHOWN = 600
# Whether a document is expired does not matter here; by this day everyone is born.
_ANY_DAY = date(2099, 1, 1)


class ScanKind(StrEnum):
    """What a scan seems to be, by its looks alone."""

    PASS = "pass"  # noqa: S105 - a kind of scan.
    SHORT_CODE = "short-code"
    MRZ = "mrz"
    AAMVA = "aamva"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a scan tells about its scanner, without anything of what was scanned."""

    sign: ScannerSign
    words: Words


def classify(raw: str) -> ScanKind:
    """What was scanned, so that it goes to the right reader; the reader judges it."""
    if _PASS.match(raw):
        return ScanKind.PASS
    if len(raw) > MOST_CHARACTERS:
        return ScanKind.UNKNOWN
    if is_licence_text(raw):
        return ScanKind.AAMVA
    if _looks_like_zone(raw):
        return ScanKind.MRZ
    if _SHORT_CODE.fullmatch(_SHORT_CODE_JOINTS.sub("", raw)):
        return ScanKind.SHORT_CODE
    return ScanKind.UNKNOWN


def visible(raw: str) -> str:
    """Show what arrived: control characters as their pictures, the rest as it is.

    Long texts are cut. The result is for the page that asked and is kept nowhere.
    """
    shown = "".join(_picture(character) for character in raw[:_MOST_SHOWN])
    return shown + ("…" if len(raw) > _MOST_SHOWN else "")


def diagnose(raw: str) -> list[Finding]:
    """What one scan tells about the scanner's settings, the worst first."""
    if not raw.strip("\ufeff \t\r\n"):
        return [_finding(ScannerSign.NOTHING_ARRIVED)]
    if len(raw) > MOST_CHARACTERS:
        return [_finding(ScannerSign.TOO_LONG)]
    kind = classify(raw)
    signs = [*_keyboard_signs(raw, kind), *_control_signs(raw, kind), *_noise_signs(raw, kind)]
    findings = [*_error_findings(raw, kind, signs), *map(_finding, signs)]
    return findings or [_finding(ScannerSign.ALL_WELL)]


def _looks_like_zone(raw: str) -> bool:
    return layouts_undone(raw) != (raw,) or any(map(has_part_of_zone, split_lines(raw)))


def _finding(sign: ScannerSign) -> Finding:
    return Finding(sign, SIGN_WORDS[sign])


def _error_findings(raw: str, kind: ScanKind, signs: list[ScannerSign]) -> list[Finding]:
    if kind is ScanKind.UNKNOWN:
        return [_finding(ScannerSign.NOT_RECOGNISED)]
    if kind not in (ScanKind.MRZ, ScanKind.AAMVA):
        return []
    outcome = read_document(raw, on=_ANY_DAY)
    if not isinstance(outcome, Unreadable):
        return []
    if outcome.error in (ReadError.LENGTH, ReadError.INCOMPLETE):
        return [_finding(ScannerSign.CUT)]
    if outcome.error is ReadError.KEYBOARD_LAYOUT and signs:
        return []
    return [Finding(ScannerSign.READ_ERROR, WORDS[outcome.error])]


def _keyboard_signs(raw: str, kind: ScanKind) -> list[ScannerSign]:
    signs = []
    if kind is ScanKind.MRZ and layouts_undone(raw) != (raw,):
        signs.append(_zone_keyboard(raw))
    elif kind is ScanKind.AAMVA and (undone := undo_layout(raw.upper())) != raw.upper():
        signs.append(_licence_keyboard(undone, raw.upper()))
    elif kind is ScanKind.PASS and _PASS_ON_AZERTY.match(raw):
        signs.append(ScannerSign.KEYBOARD_AZERTY)
    elif kind is ScanKind.PASS and _PASS_ON_QWERTZ.match(raw):
        signs.append(ScannerSign.KEYBOARD_QWERTZ)
    if kind is not ScanKind.SHORT_CODE and _is_mostly_small(raw):
        signs.append(ScannerSign.CAPS_LOCK)
    return signs


def _zone_keyboard(raw: str) -> ScannerSign:
    if ";;" in raw:
        return ScannerSign.KEYBOARD_QWERTZ
    return ScannerSign.KEYBOARD_AZERTY if ".." in raw else ScannerSign.KEYBOARD_OTHER


def _licence_keyboard(undone: str | None, upper: str) -> ScannerSign:
    if undone is None:
        return ScannerSign.KEYBOARD_OTHER
    is_azerty = "ANSI" not in upper and "AAMVA" not in upper
    return ScannerSign.KEYBOARD_AZERTY if is_azerty else ScannerSign.KEYBOARD_QWERTZ


def _is_mostly_small(raw: str) -> bool:
    small = sum(c.islower() for c in raw)
    return small > 5 and small > sum(c.isupper() for c in raw)


def _control_signs(raw: str, kind: ScanKind) -> list[ScannerSign]:
    signs = []
    if kind is ScanKind.AAMVA and _CONTROL_TYPED.search(raw):
        signs.append(ScannerSign.CONTROL_KEY_LOST)
    if kind is ScanKind.MRZ:
        signs += _zone_break_signs(raw)
    if kind in (ScanKind.MRZ, ScanKind.AAMVA) and ("\t" in raw.strip() or "|" in raw):
        signs.append(ScannerSign.LINE_BREAKS_REPLACED)
    return signs


def _zone_break_signs(raw: str) -> list[ScannerSign]:
    """How lines ended, by the way of cutting the text up that makes a readable zone."""
    lines = split_lines(raw)
    found = [zone for zones in find_zones(raw) for zone in zones]
    zone = next((z for z in found if isinstance(read_zone(z, on=_ANY_DAY), Document)), None)
    if zone is None or set(lines).issuperset(zone):
        return []
    is_whole = "".join(zone) in "".join(lines)
    return [ScannerSign.LINE_BREAKS_LOST if is_whole else ScannerSign.CONTROL_KEY_LOST]


def _noise_signs(raw: str, kind: ScanKind) -> list[ScannerSign]:
    signs = []
    if kind is not ScanKind.UNKNOWN and _is_repeated(raw):
        signs.append(ScannerSign.SENT_TWICE)
    if raw.startswith(_BYTE_ORDER_MARKS):
        signs.append(ScannerSign.BYTE_ORDER_MARK)
    if raw.lstrip("\ufeff")[:1] in tuple(" \t\r\n"):
        signs.append(ScannerSign.BLANKS_AROUND)
    return signs


def _is_repeated(raw: str) -> bool:
    """Whether the beginning of the text comes again later in it."""
    compact = "".join(raw.split())
    head = compact[:20]
    return len(set(head)) > 3 and head in compact[1:]


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if character.isprintable():
        return character
    return f"[U+{code:04X}]"
