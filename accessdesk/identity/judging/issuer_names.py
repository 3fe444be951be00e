"""Know an issuing state by what an officer types: a code as on the ID, or its name in English.

The names are those of the time-zone database, which the application carries in any case, and a
few that people say instead.
"""

import re
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
from accessdesk.identity.judging.parts_of_states import PARTS, STATES_WITH_PARTS
from accessdesk.identity.judging.presented import GOVERNMENT_IDS, IdKind

LONGEST_ISSUER = 60
_ISSUED_BY_PARTS = frozenset((IdKind.DRIVING_LICENCE, IdKind.NATIONAL_ID))
# Beside the names of that table: what people say, what documents print, and parts of a state.
_SAID_INSTEAD = """
AND Principality of Andorra
ATG Antigua
ARE UAE | Emirates
ASM American Samoa
BES Caribbean Netherlands | Bonaire
BIH Bosnia
BRN Brunei Darussalam
CAF Central African Republic
CHE Swiss Confederation | Swiss
CHN PRC | People's Republic of China | Mainland China
CIV Ivory Coast
COD Democratic Republic of the Congo | DR Congo | DRC | Congo-Kinshasa | Zaire
COG Republic of the Congo | Congo-Brazzaville
CPV Cabo Verde
CZE Czechia
FLK Falklands | Malvinas
FSM Federated States of Micronesia
GBR UK | United Kingdom | Great Britain | Britain | England | Scotland | Wales | Northern Ireland
GBR United Kingdom of Great Britain and Northern Ireland
GRC Hellenic Republic
HKG Hong Kong SAR | Hong Kong SAR China
HMD Heard Island | Heard & McDonald Islands
IRL Republic of Ireland | Eire
KGZ Kyrgyz Republic
KNA St Kitts
KOR South Korea | Republic of Korea
LAO Lao PDR | Lao People's Democratic Republic
MAC Macao | Macao SAR | Macao SAR China | Macau SAR
MAF St Martin
MKD Macedonia | FYROM
MMR Burma | Myanmar
NLD Holland
PCN Pitcairn Islands
PRK North Korea | DPRK | Democratic People's Republic of Korea
PSE Palestinian Territory | Palestinian Territories | Occupied Palestinian Territory
RKS Kosovo | Kosova | KOS
RUS Russian Federation
SAU KSA
STP Sao Tome
SVK Slovak Republic
SWZ Eswatini | Swaziland
SXM Sint Maarten | St Maarten
SYR Syrian Arab Republic
TCA Turks & Caicos Islands
TCD Tchad
TLS Timor-Leste
TTO Trinidad
TUR Türkiye
TWN Republic of China | Chinese Taipei | Province of China Taiwan
TZA United Republic of Tanzania
ATF French Southern Territories
UMI U.S. Outlying Islands
USA America | United States of America
VAT Holy See | Vatican
VCT St Vincent and the Grenadines
VGB British Virgin Islands
VIR U.S. Virgin Islands | United States Virgin Islands
VNM Viet Nam
WSM Samoa
EUE European Union
UNO United Nations
XOM Sovereign Military Order of Malta | Order of Malta
"""
# A state's code, or that of a part of it; anything longer is a name.
_CODE = re.compile(r"[A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3}")
_SMALL_WORDS = {"the", "and"}
# What ISO 3166 puts in brackets, or behind a comma, and is said in front.
_IN_BRACKETS = re.compile(
    r"\s*\(([^()]+ of(?: the)?|province of china|british)\)\s*$", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"\b(\w)\.")
# What a state calls itself in front of its name: Federal Republic of Germany.
_FORM = re.compile(
    r"(?:\w+ )*?(?:republic|kingdom|state|states|commonwealth|principality|duchy|sultanate|union"
    r"|federation|confederation|emirate|territory) of "
)


@cache
def state_names() -> tuple[tuple[str, str], ...]:
    """List each state's name in English with its code of three letters, by name."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    named = [(name, THREE_LETTERS[code]) for code, name in rows if code in THREE_LETTERS]
    return tuple(sorted([*named, ("Kosovo", "RKS"), ("United Kingdom", "GBR")]))


def resolve_issuer(kind: IdKind, typed: str) -> str:
    """The issuer of an ID as somebody typed it, by its code.

    A licence or a card may be of a part of a state (California: US-CA). Only what is a government's
    has to come from a state that there is: raises ValueError, in words for whoever typed it, when
    none is called so, or a part of one issues no such ID.
    """
    part = _parts().get(_plain(typed))
    found = find_issuer(typed) or (part if kind in _ISSUED_BY_PARTS else None)
    if found is not None or kind not in GOVERNMENT_IDS:
        return found or typed
    if part is not None:
        raise ValueError(_part_of_a_state(typed.strip(), part))
    near = nearest_state(typed)
    meant = f" Did you mean {near[0]} ({near[1]})?" if near else ""
    called = f" called “{typed.strip()}”" if _is_a_name(typed) else " by what was typed"
    message = f"We do not know a state{called}. Type its name in English, or its code as on the ID."
    raise ValueError(message + meant)


def _part_of_a_state(name: str, code: str) -> str:
    state, state_code = STATES_WITH_PARTS[code.partition("-")[0]]
    return (
        f"{name} is a part of {state}, which issues this kind of ID itself: type {state_code}. "
        f"Only a driving licence or an identity card is of {name} ({code})."
    )


def _is_a_name(typed: str) -> bool:
    """Whether it may be repeated: a line of a passport in the wrong field is not (R-GATE-8)."""
    return not any(sign.isdigit() or sign == "<" for sign in typed)


def find_issuer(text: str) -> str | None:
    """The code of an issuer, in normal form, or None when no issuer is called so."""
    code = normal_issuer(text.replace(".", ""))
    if _CODE.fullmatch(code) and country_of(code) in STATES | SPECIMENS | ORGANISATIONS:
        return code
    names, name = _by_name(), _plain(text)
    return names.get(name) or names.get(_FORM.sub("", name, count=1))


def nearest_state(text: str) -> tuple[str, str] | None:
    """Name and code of the state whose name is nearest to a misspelt one, if any is near."""
    names = {_plain(name): (name, code) for name, code in state_names()}
    near = get_close_matches(_plain(text), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


@cache
def _parts() -> dict[str, str]:
    return {_plain(name): code for name, code in PARTS.items()}


@cache
def _by_name() -> dict[str, str]:
    said = (line.partition(" ")[::2] for line in _SAID_INSTEAD.strip().splitlines())
    instead = {_plain(name): code for code, names in said for name in names.split("|")}
    return {_plain(name): code for name, code in state_names()} | instead


def _plain(name: str) -> str:
    """A name without case, accents, signs and small words; what stands behind a comma comes first.

    So `Iran, Islamic Republic of` is the Islamic Republic of Iran, as is ISO's own form, with
    brackets, and Saint Lucia is St. Lucia.
    """
    first, _, last = _IN_BRACKETS.sub(r", \1", name).partition(",")
    letters = "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) else " "
        for sign in unicodedata.normalize(
            "NFKD", _ABBREVIATED.sub(r"\1", f"{last} {first}".casefold())
        )
    )
    words = ("st" if word in {"saint", "sainte", "sint"} else word for word in letters.split())
    return " ".join(word for word in words if word not in _SMALL_WORDS)
