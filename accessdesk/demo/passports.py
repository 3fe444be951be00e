"""Invented passports for the demo's visitors: machine-readable zones that a scanner would type."""

import hashlib
from dataclasses import dataclass
from datetime import date

from accessdesk.identity.names.transliteration import to_mrz_letters

WIDTH = 44


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person, as their passport has them."""

    surname: str
    given_names: str
    issuer: str
    expires_on: date
    born: str = "850612"


def _digit(text: str) -> str:
    """The check digit of ICAO 9303 part 3, section 4.9."""
    values = [0 if char == "<" else int(char, 36) for char in text]
    return str(sum(value * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10)


def _checked(text: str) -> str:
    return text + _digit(text)


def _letters(name: str) -> str:
    return to_mrz_letters(name).replace(" ", "<").replace("-", "<").replace("'", "")


def zone_of(holder: Holder) -> str:
    """Write the two lines of a TD3 zone; the number is made up from the name, always the same."""
    name = f"{_letters(holder.surname)}<<{_letters(holder.given_names)}"
    first = f"P<{holder.issuer.ljust(3, '<')}{name}".ljust(WIDTH, "<")[:WIDTH]
    mark = hashlib.sha256(name.encode()).hexdigest().upper()[:9]
    number, birth = _checked(mark), _checked(holder.born)
    expiry = _checked(f"{holder.expires_on:%y%m%d}")
    personal = _checked("<" * 14)
    second = f"{number}{holder.issuer.ljust(3, '<')}{birth}<{expiry}{personal}"
    return f"{first}\n{second}{_digit(number + birth + expiry + personal)}"
