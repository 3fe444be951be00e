"""Documents of invented people, as a scanner gives them (ICAO 9303, part 4)."""

from datetime import date

_WEIGHTS = (7, 3, 1)


def _check(text: str) -> str:
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return str(sum(value * _WEIGHTS[nth % 3] for nth, value in enumerate(values)) % 10)


def passport(
    surname: str,
    given_names: str,
    *,
    number: str = "SPECI2026",
    expires_on: date = date(2031, 5, 4),
    issuer: str = "NLD",
) -> str:
    """The two lines of a passport's machine-readable zone (TD3)."""
    name = f"{surname}<<{given_names}".upper().replace(" ", "<").replace("-", "<")
    numbered = number.ljust(9, "<")
    numbered += _check(numbered)
    born, ends = "800101" + _check("800101"), f"{expires_on:%y%m%d}"
    ends += _check(ends)
    optional = "<" * 14 + "0"
    composite = _check(numbered + born + ends + optional)
    first = f"P<{issuer}{name}".ljust(44, "<")[:44]
    return f"{first}\n{numbered}{issuer}{born}F{ends}{optional}{composite}"
