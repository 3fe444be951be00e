"""Read calendar text by the letter of RFC 5545 (3.1, 3.3), without any library of ours."""

import re
from dataclasses import dataclass

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)')
_ESCAPED = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


@dataclass(frozen=True)
class Read:
    """A calendar's own properties, and those of each of its events."""

    calendar: dict[str, str]
    events: list[dict[str, str]]


def read_calendar(data: bytes) -> Read:
    """Read one calendar; raises AssertionError where the text breaks the standard."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    calendar: dict[str, str] = {}
    events: list[dict[str, str]] = []
    stack: list[str] = []
    for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]:
        found = _LINE.fullmatch(line)
        assert found, line
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert stack.pop() == value
        else:
            target = events[-1] if stack[-1] == "VEVENT" else calendar
            assert name not in target, f"{name} twice"
            target[name] = re.sub(r"\\[nN,;\\]", lambda each: _ESCAPED[each[0]], value)
    assert stack == []
    return Read(calendar, events)
