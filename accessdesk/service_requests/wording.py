"""Severities in words: one wording for forms, pages and letters; pure."""

from collections.abc import Iterable

from accessdesk.service_requests.rules import Severity

SEVERITY_WORD = {
    Severity.ONE: "catastrophic",
    Severity.A: "critical",
    Severity.B: "urgent",
    Severity.C: "important",
    Severity.D: "advisory",
}
SEVERITY_MEANING = {
    Severity.ONE: "several customers are down",
    Severity.A: "production is down",
    Severity.B: "in use but impaired",
    Severity.C: "small impact",
    Severity.D: "planned work",
}


def severity_choices(levels: Iterable[Severity], *, brief: bool = False) -> list[tuple[str, str]]:
    """Levels for a form to choose from, as (value, words): "A, critical: production is down".

    A `brief` choice leaves out what the level means.
    """
    return [
        (
            level.value,
            f"{level.value}, {SEVERITY_WORD[level]}"
            + ("" if brief else f": {SEVERITY_MEANING[level]}"),
        )
        for level in levels
    ]
