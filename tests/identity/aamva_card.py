"""Make the text of a licence's bar code, of any version, for the tests of its reader."""

from dataclasses import dataclass, field, replace
from datetime import date

HEAD = "@\n\x1e\r"


@dataclass(frozen=True)
class Card:
    """One invented licence; `text` writes it as the standard's version has it."""

    version: int = 10
    iin: str = "636000"
    state: str = "VA"
    country: str = "USA"
    surname: str = "WHITFIELD"
    first: str = "AUGUSTUS"
    middle: str = "THEODORE"
    suffix: str = ""
    number: str = "H79729220"
    expires_on: date = date(2028, 8, 16)
    born_on: date = date(1978, 6, 26)
    truncated: str = "N"
    subfile: bool = True
    extra: dict[str, str] = field(default_factory=dict)

    def but(self, **changes: object) -> "Card":
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def elements(self) -> dict[str, str]:
        return self._named() | self._rest() | self.extra

    def text(self) -> str:
        kind = f"Z{self.state[0]}"
        own = f"{kind}03190008" if self.subfile else ""
        jurisdiction = "" if self.version < 2 else "00"
        header = f"ANSI {self.iin}{self.version:02}{jurisdiction}0{2 if own else 1}DL00410278{own}"
        body = "\n".join(element + value for element, value in self.elements.items())
        return f"{HEAD}{header}DL{body}\r" + (f"{kind}{kind}A01\r" if own else "")

    def _named(self) -> dict[str, str]:
        if self.version < 2:
            parts = [self.surname, self.first, self.middle, self.suffix]
            return {"DAQ": self.number, "DAA": ",".join(parts)}
        if self.version < 4:
            given = ",".join(filter(None, [self.first, self.middle]))
            return {"DAQ": self.number, "DCS": self.surname, "DCT": given, "DCU": self.suffix}
        flags = {"DDE": self.truncated, "DDF": "N", "DDG": "N"}
        names = {"DCS": self.surname, "DAC": self.first, "DAD": self.middle or "NONE"}
        return {"DAQ": self.number} | names | flags | {"DCU": self.suffix}

    def _rest(self) -> dict[str, str]:
        address = {"DAG": "12 SAMPLE ST", "DAI": "ANYTOWN", "DAJ": self.state, "DAK": "000000000"}
        dates = {"DBD": self._day(date(2020, 1, 2)), "DBB": self._day(self.born_on)}
        rest = dates | {"DBA": self._day(self.expires_on), "DBC": "1"} | address
        if self.version < 2:
            return {"DAR": "C", "DAS": "", "DAT": "", "DAU": "508"} | rest
        classes = {"DCA": "C", "DCB": "NONE", "DCD": "NONE"}
        return classes | rest | {"DAU": "070 IN", "DAY": "BLU", "DCF": "83", "DCG": self.country}

    def _day(self, day: date) -> str:
        century_first = self.version < 2 or self.country == "CAN"
        return day.strftime("%Y%m%d" if century_first else "%m%d%Y")
