"""Read the dates of an AAMVA licence: MMDDCCYY in the United States, CCYYMMDD in Canada.

Source: AAMVA DL/ID Card Design Standard, annex D, data elements DBA and DBB; the 2000
standard has CCYYMMDD everywhere. The order is told by the digits, not by the country,
because Wyoming and others use the order that is not theirs: the first two digits are a
month, 01 to 12, or a century, 18 to 22, and never both.
"""

import re
from datetime import date

# A scanner that loses the Control key types the closing CR as M.
_EIGHT_DIGITS = re.compile(r"(\d{8})M?")
_PUNCTUATION = str.maketrans("", "", "-/. ")
_CENTURIES = range(18, 23)
_UNAVAILABLE = frozenset({"NONE", "UNAVL", "UNAVAIL", "UNK", "UNKNOWN"})


def parse_date(text: str) -> date | None:
    """The day, or None where the text is no day in either order."""
    match = _EIGHT_DIGITS.fullmatch(text.translate(_PUNCTUATION))
    if match is None or not match[1].isascii():
        return None
    digits = match[1]
    if int(digits[:2]) in _CENTURIES:
        parts = digits[:4], digits[4:6], digits[6:]
    elif int(digits[4:6]) in _CENTURIES:
        parts = digits[4:], digits[:2], digits[2:4]
    else:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def is_unknown(text: str) -> bool:
    """Whether the issuer states that it does not know the day, wholly or in part."""
    digits = text.translate(_PUNCTUATION)
    if text.upper() in _UNAVAILABLE:
        return True
    if len(digits) != len("CCYYMMDD") or not (digits.isascii() and digits.isdigit()):
        return False
    if int(digits[:2]) in _CENTURIES:
        return "00" in (digits[4:6], digits[6:])
    return "00" in (digits[:2], digits[2:4])
