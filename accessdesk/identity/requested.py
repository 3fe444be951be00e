"""Tell the person who fills a request what the gate will make of a visitor's name.

A name that names nobody is refused at once; one that only a review could admit is pointed out, as
the contact can still ask the visitor what their ID says.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from accessdesk.identity.names.parsing import ParsedName, parse_requested
from accessdesk.identity.names.placeholder import has_placeholder, names_a_role, names_nobody
from accessdesk.identity.names.text import clean
from accessdesk.identity.names.titles import strips_title
from accessdesk.identity.names.variants import is_usually_a_short_form


class Severity(StrEnum):
    """Whether a name is refused or only remarked on."""

    REFUSE = "refuse"
    ADVISE = "advise"


class RemarkCode(StrEnum):
    """What is remarkable about a requested name."""

    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    DIGITS = "digits"
    ADDRESS = "address"
    TOO_LONG = "too-long"
    SEVERAL_PEOPLE = "several-people"
    EXAMPLE_NAME = "example-name"
    NICKNAME = "nickname"
    INITIAL = "initial"
    SINGLE_WORD = "single-word"
    TITLE = "title"
    MIXED_LETTERS = "mixed-letters"
    MISREAD_LETTERS = "misread-letters"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a requested name, in words for the person who typed it."""

    severity: Severity
    code: RemarkCode
    words: str


_LONGEST_NAME = 120
_MOST_WORDS = 10
_SEVERAL = re.compile(
    r"[;&+]|\b(?:and|und|et|en|plus)\b(?=\s+\w+\s+\w+)|(?<=\w\s)(?:or|oder)\s"
    r"|/\s*\w+\s+\w+|\n|\bplus (?:one|two|guest)$",
    re.I,
)
# What letters become when a file is read in another encoding than it was written in.
_MISREAD = re.compile(
    r"\ufffd|[?£¤§¨¯¸¢¥¦©¬®°±²³µ¶¹¼½¾¿¡×÷√∂∑∏∫≈∞≠≤≥◊∆]|[ÃÂÅÄ][\x80-\xbf]|[\x80-\x9f†‡]|(?<=[^\W\d])[%#~]"
    # Cyrillic of Windows read as Western: no word of three letters has an accent on each.
    r"|(?<![^\W\d_])[À-ÖØ-öø-ÿ]{3,}(?![^\W\d_])"
)
_DESCRIBES = re.compile(
    r"^the\s|\b(?:from|our|your|their|someone|somebody|whoever)\b"
    r"|^eng\.\s\S+$|(?<=\w\s)(?:guys?|rep)$|['’]s?\s+(?:man|woman|guy|lady|people)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"[a-z]\s(?:SE|AG|NV|BV|KG)$")
_EXAMPLE_NAMES = frozenset(
    ("john doe", "jane doe", "joe bloggs", "john q public", "max mustermann", "erika mustermann")
)


def remarks_on_requested_name(name: str) -> list[Remark]:
    """List what is wrong or doubtful about a visitor's name; a refusal stands alone."""
    refusal = _refuse(name)
    return [refusal] if refusal is not None else _advise(name)


def _refuse(name: str) -> Remark | None:
    text = clean(name).strip()
    if not any(sign.isalnum() for sign in text):
        return _refusal(RemarkCode.EMPTY, "Give the visitor's name as their ID has it.")
    if "@" in text or "://" in text:
        return _refusal(
            RemarkCode.ADDRESS, "This is an address. Give the name on the visitor's ID."
        )
    if names_nobody(text) or has_placeholder(text):
        words = f"“{text[:40]}” names nobody. The gate admits only the person who is named here."
        return _refusal(RemarkCode.PLACEHOLDER, words)
    if _MISREAD.search(name):
        words = (
            "A sign stands where a letter should be: the letters of the file were not read right. "
            "Save it as UTF-8 (in Excel: CSV UTF-8) and take it again, or type the name."
        )
        return _refusal(RemarkCode.MISREAD_LETTERS, words)
    if any(sign.isdigit() for sign in text.replace("2nd", "").replace("3rd", "")):
        return _refusal(
            RemarkCode.DIGITS, "A name has no digits. Give the name on the visitor's ID."
        )
    if len(text) > _LONGEST_NAME or len(parse_requested(text).parts) > _MOST_WORDS:
        return _refusal(
            RemarkCode.TOO_LONG, "This is too long for one name. Give one person per line."
        )
    return None


def _refusal(code: RemarkCode, words: str) -> Remark:
    return Remark(Severity.REFUSE, code, words)


def _advise(name: str) -> list[Remark]:
    text = clean(name).strip()
    parsed = parse_requested(text)
    remarks = [
        *_advise_on_text(name, text),
        *_advise_on_parts(parsed),
    ]
    if strips_title(text):
        remarks.append(_advice(RemarkCode.TITLE, "Titles are not compared; they can be left out."))
    return remarks


def _advice(code: RemarkCode, words: str) -> Remark:
    return Remark(Severity.ADVISE, code, words)


def _advise_on_text(name: str, text: str) -> list[Remark]:
    remarks = []
    if names_a_role(text) or _DESCRIBES.search(text) or _COMPANY.search(text):
        words = (
            "This seems to say what somebody does, or who sends them. The gate admits only the "
            "person who is named here: give the name on their ID, unless this is it."
        )
        remarks.append(_advice(RemarkCode.ROLE, words))
    if _SEVERAL.search(name.strip()):
        words = "This looks like more than one person. Each visitor needs a line of their own."
        remarks.append(_advice(RemarkCode.SEVERAL_PEOPLE, words))
    if " ".join(text.casefold().replace(".", "").split()) in _EXAMPLE_NAMES:
        words = f"“{text}” is often used as an example. Is it what the visitor's ID says?"
        remarks.append(_advice(RemarkCode.EXAMPLE_NAME, words))
    return remarks


def _advise_on_parts(parsed: ParsedName) -> list[Remark]:
    remarks = []
    if len(parsed.parts) == 1:
        words = (
            "One name only: give the first name and the surname on the ID, unless the ID has "
            "only one."
        )
        remarks.append(_advice(RemarkCode.SINGLE_WORD, words))
    # A single letter matters where a first name or surname should be; a middle initial does not.
    ends = {0, len(parsed.parts) - 1}
    for index, part in enumerate(parsed.parts):
        if part.is_initial and index in ends:
            words = f"“{part.written}” is only an initial. Give the name in full, as on the ID."
            remarks.append(_advice(RemarkCode.INITIAL, words))
        elif index == 0 and is_usually_a_short_form(part.plain):
            words = f"Is “{part.written}” what the ID says? The gate compares with the full name."
            remarks.append(_advice(RemarkCode.NICKNAME, words))
        if part.look_alike:
            words = f"“{part.written}” mixes letters of two alphabets. Type it again."
            remarks.append(_advice(RemarkCode.MIXED_LETTERS, words))
    return remarks
