"""An outage notice as somebody states it, before its times are read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """The three parts; `expected_at` is on the site's clock, or has its offset."""

    details: str
    impact: str
    expected_at: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """A call that people join: the number and the participant code, for the audience alone."""

    phone: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OutageDraft:
    """The first notice of an outage, the other requests that it concerns, and its bridge."""

    notice: NoticeDraft
    others: tuple[str, ...] = ()
    bridge: Bridge = field(default_factory=Bridge)
