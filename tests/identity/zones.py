"""Build valid zones, with check digits of their own reckoning, for the tests to read."""

from dataclasses import dataclass
from datetime import date

ON = date(2026, 6, 1)


def digit(text: str) -> str:
    weights = [7, 3, 1] * len(text)
    values = [0 if c == "<" else int(c, 36) for c in text]
    return str(sum(v * w for v, w in zip(values, weights, strict=False)) % 10)


def checked(text: str) -> str:
    return text + digit(text)


def filled(text: str, width: int) -> str:
    return text[:width].ljust(width, "<")


@dataclass(frozen=True)
class Holder:
    """What goes into a zone; each test names only what matters to it."""

    code: str = "P<"
    issuer: str = "NLD"
    name: str = "DE<VRIES<<ANOUK"
    number: str = "SPECI2014"
    nationality: str = "NLD"
    birth: str = "840929"
    sex: str = "F"
    expiry: str = "281006"
    optional: str = ""


def td1(holder: Holder, *, counts_filler: bool = False) -> tuple[str, str, str]:
    number, rest = _number(holder, counts_filler=counts_filler)
    first = f"{filled(holder.code, 2)}{filled(holder.issuer, 3)}" + filled(number + rest, 25)
    second = checked(holder.birth) + holder.sex + checked(holder.expiry)
    composite = first[5:] + checked(holder.birth) + checked(holder.expiry) + "<" * 11
    second += filled(holder.nationality, 3) + "<" * 11 + digit(composite)
    return first, second, filled(holder.name, 30)


def td2(holder: Holder, *, counts_filler: bool = False) -> tuple[str, str]:
    number, rest = _number(holder, counts_filler=counts_filler)
    birth, expiry, optional = checked(holder.birth), checked(holder.expiry), filled(rest, 7)
    second = number + filled(holder.nationality, 3) + birth + holder.sex + expiry + optional
    return _upper(holder, 36), second + digit(number + birth + expiry + optional)


def td3(holder: Holder) -> tuple[str, str]:
    number = checked(filled(holder.number, 9))
    birth, expiry = checked(holder.birth), checked(holder.expiry)
    personal = checked(filled(holder.optional, 14))
    second = number + filled(holder.nationality, 3) + birth + holder.sex + expiry + personal
    return _upper(holder, 44), second + digit(number + birth + expiry + personal)


def visa(holder: Holder, width: int) -> tuple[str, str]:
    second = checked(filled(holder.number, 9)) + filled(holder.nationality, 3)
    second += checked(holder.birth) + holder.sex + checked(holder.expiry)
    return _upper(holder, width), filled(second + holder.optional, width)


def french_id(surname: str, given_names: str, number: str, birth: str) -> tuple[str, str]:
    upper = "IDFRA" + filled(surname, 25) + "952042"
    lower = checked(number) + filled(given_names, 14) + checked(birth) + "M"
    return upper, lower + digit(upper + lower)


def french_licence(number: str, expiry: str, surname: str) -> str:
    return checked(checked(f"D1FRA{number}") + expiry + filled(surname, 8))


def dutch_licence(number: str) -> str:
    return checked(f"D1NLD1{number}659VW87Z78NB8")


def swiss_licence(blank: str, number: str, birth: str, name: str) -> tuple[str, str, str]:
    return filled(blank, 9), f"FACHE{number}<<{birth}<<<<<", filled(name, 30)


def lines(zone: tuple[str, ...]) -> str:
    return "\n".join(zone)


def _upper(holder: Holder, width: int) -> str:
    return filled(holder.code, 2) + filled(holder.issuer, 3) + filled(holder.name, width - 5)


def _number(holder: Holder, *, counts_filler: bool) -> tuple[str, str]:
    """The number with its digit or filler, and what goes on in the optional data."""
    if len(holder.number) <= 9:
        return checked(filled(holder.number, 9)), holder.optional
    start, rest = holder.number[:9], holder.number[9:]
    counted = f"{start}<{rest}" if counts_filler else start + rest
    return start + "<", rest + digit(counted)
