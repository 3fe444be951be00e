"""Bring AAMVA text back to what the bar code held, and find the reads in it.

Wedge scanners lose, replace and double control characters. Offsets, lengths and the
number of entries in the header are not read at all: many cards carry wrong ones.
Source of the header's layout: AAMVA DL/ID Card Design Standard, annex D, D.12.3.
"""

import re
from dataclasses import dataclass

from accessdesk.identity.aamva.issuers import ISSUERS
from accessdesk.identity.aamva.keyboards import undo_layout
from accessdesk.identity.document import ReadError, Unreadable

# A PDF417 symbol holds 1,850 characters of text at most; two such reads in a row fit.
MOST_CHARACTERS = 4096
_MOST_READS = 8

HEADER = re.compile(r"(?:@[^@]{0,8}?)?(M?)(?:ANSI|AAMVA) ?(\d{6})(\d{2})")
_CUT_HEADER = re.compile(r"(?<!\d)()(\d{6})(\d{2})(?=\d{2,4}(?:DL|ID|EN)\d{4})")
_ELEMENTS = re.compile(r"D(?:AQ|CS|AA|BA|BB|AC|CT|AG|AJ)")
_DATED = re.compile(r"DB[AB]\d{8}")
_WRITTEN_CONTROL = re.compile(
    r"\\(?:[nr]|x(?:0[aAdD]|1[eE])|u00(?:0[aAdD]|1[eE]))|[<\[{](?:LF|CR|RS|0[aAdD]|1[eE])[>\]}]|[␊␍␞]"
)
_INVISIBLE = re.compile("[\ufeff\u200b\u2060\x00-\x08\x80-\x9f]")
_MISREAD_UTF8 = re.compile("[ÂÃ][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Read:
    """One pass of the scanner over a card: its header's fields and all text behind them.

    `typed_m` tells that this scanner types CR as the letter M.
    """

    issuer_number: str | None
    version: int | None
    typed_m: bool
    body: str


def looks_like_aamva(text: str) -> bool:
    """Whether this is the text of a North American licence, even a mangled or cut one."""
    text = text[:MOST_CHARACTERS].lstrip("\ufeff \t\r\n")
    if text.startswith(("@\n", "@\r", "@\x1e", "@|", "@\t")):
        return True
    upper = text.upper()
    if HEADER.search(upper) or undo_layout(upper) != upper or _find_cut_header(upper):
        return True
    found = set(_ELEMENTS.findall(upper))
    return len(found) > 4 or len({match[:3] for match in _DATED.findall(upper)}) > 1


def find_reads(raw: str) -> list[Read] | Unreadable:
    """Every read in the text, with keyboard, case and control characters restored."""
    if len(raw) > MOST_CHARACTERS:
        return Unreadable(ReadError.LENGTH)
    text = undo_layout(_in_capitals(_clean(raw)))
    if text is None:
        return Unreadable(ReadError.KEYBOARD_LAYOUT)
    headers = list(HEADER.finditer(text))
    if not headers and (cut := _find_cut_header(text)):
        headers = [cut]
    if len(headers) > _MOST_READS:
        return Unreadable(ReadError.LENGTH)
    return _part_reads(text, headers)


def _part_reads(text: str, headers: list[re.Match[str]]) -> list[Read]:
    starts = [match.start() for match in headers]
    ends = [*starts[1:], len(text)]
    reads = [
        Read(match[2], int(match[3]), match[1] == "M", text[match.end() : end])
        for match, end in zip(headers, ends[: len(headers)], strict=True)
    ]
    before = text[: starts[0]] if starts else text
    if not headers or len(set(_ELEMENTS.findall(before))) > 1:
        reads.insert(0, Read(None, None, typed_m=False, body=before))
    return reads


def _clean(raw: str) -> str:
    if _MISREAD_UTF8.search(raw):
        raw = _as_utf8(raw)
    return _WRITTEN_CONTROL.sub("\n", _INVISIBLE.sub("", raw))


def _as_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _in_capitals(text: str) -> str:
    """Undo Caps Lock: element ids and the header are always in capitals."""
    if HEADER.search(text):
        return text
    upper = text.upper()
    if HEADER.search(upper) or len(_ELEMENTS.findall(text)) < len(_ELEMENTS.findall(upper)):
        return upper
    return text


def _find_cut_header(text: str) -> re.Match[str] | None:
    match = _CUT_HEADER.search(text)
    return match if match and match[2] in ISSUERS else None
