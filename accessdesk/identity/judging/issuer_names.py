"""Know an issuing state by what an officer types: a code as on the ID, or its name in English.

The names are those of the time-zone database, which the application carries in any case, and a
few that people say instead.
"""

import unicodedata
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from accessdesk.identity.judging.issuers import (
    ORGANISATIONS,
    SPECIMENS,
    STATES,
    THREE_LETTERS,
    country_of,
    normal_issuer,
)

_SAID_INSTEAD = {
    "America": "USA",
    "Bosnia": "BIH",
    "Burma": "MMR",
    "Cabo Verde": "CPV",
    "Czechia": "CZE",
    "Democratic Republic of the Congo": "COD",
    "England": "GBR",
    "Eswatini": "SWZ",
    "Great Britain": "GBR",
    "Holland": "NLD",
    "Ivory Coast": "CIV",
    "Kosovo": "RKS",
    "Macao": "MAC",
    "Myanmar": "MMR",
    "North Korea": "PRK",
    "Republic of Korea": "KOR",
    "Republic of the Congo": "COG",
    "Russian Federation": "RUS",
    "Samoa": "WSM",
    "Scotland": "GBR",
    "South Korea": "KOR",
    "Swaziland": "SWZ",
    "Timor-Leste": "TLS",
    "Türkiye": "TUR",
    "UK": "GBR",
    "United Kingdom": "GBR",
    "United States of America": "USA",
    "Viet Nam": "VNM",
    "Wales": "GBR",
}
_SMALL_WORDS = {"the", "and"}


@cache
def state_names() -> tuple[tuple[str, str], ...]:
    """List each state's name in English with its code of three letters, by name."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    named = [(name, THREE_LETTERS[code]) for code, name in rows if code in THREE_LETTERS]
    return tuple(sorted([*named, ("Kosovo", "RKS"), ("United Kingdom", "GBR")]))


def find_issuer(text: str) -> str | None:
    """The code of an issuer, in normal form, or None when no issuer is called so."""
    code = normal_issuer(text)
    if country_of(code) in STATES or code in SPECIMENS or code in ORGANISATIONS:
        return code
    return _by_name().get(_plain(text))


def nearest_state(text: str) -> tuple[str, str] | None:
    """Name and code of the state whose name is nearest to a misspelt one, if any is near."""
    names = {_plain(name): (name, code) for name, code in state_names()}
    near = get_close_matches(_plain(text), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


@cache
def _by_name() -> dict[str, str]:
    return {_plain(name): code for name, code in (*state_names(), *_SAID_INSTEAD.items())}


def _plain(name: str) -> str:
    """A name without case, accents, signs and small words."""
    letters = "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) else " "
        for sign in unicodedata.normalize("NFKD", name.casefold())
    )
    return " ".join(word for word in letters.split() if word not in _SMALL_WORDS)
