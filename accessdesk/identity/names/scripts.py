"""Choose which of a name's scripts can be compared with an ID, and say what cannot."""

from accessdesk.identity.names.findings import (
    Finding,
    Findings,
    Sign,
    Weight,
    cheapest,
    is_clean,
    is_possible,
)
from accessdesk.identity.names.parsing import ParsedId, ParsedName, Part, Parts, written_of
from accessdesk.identity.names.readings import best_reading
from accessdesk.identity.names.transliteration import Script

# Scripts that no table turns into A to Z letter by letter, or not as most passports do.
_UNREADABLE = {Script.OTHER, Script.ARABIC}


def compare_in_its_scripts(asked: ParsedName, shown: ParsedId) -> Findings:
    """Compare a name in the script that it shares with the ID.

    A name in A to Z beside the native one decides; Cyrillic and Greek go by their tables; other
    scripts are for the officer's eyes.
    """
    latin = tuple(part for part in asked.parts if _is_latin(part))
    native = tuple(part for part in asked.parts if not _is_latin(part))
    if not native:
        return best_reading(latin, asked, shown)
    if not latin:
        return _compare_native(native, asked, shown)
    if any(part.scripts & _UNREADABLE for part in native):
        return best_reading(latin, asked, shown)
    return _compare_both(latin, native, asked, shown)


def _is_latin(part: Part) -> bool:
    return part.scripts <= {Script.LATIN}


def _compare_native(parts: Parts, asked: ParsedName, shown: ParsedId) -> Findings:
    findings = best_reading(parts, asked, shown)
    if is_clean(findings) or not any(part.scripts & _UNREADABLE for part in parts):
        return findings
    words = (
        f"The request is written as {written_of(parts)}, which has no single spelling in "
        "A to Z. Compare it with the printed name in that script, or ask."
    )
    return (Finding(Weight.WEAK, Sign.SCRIPT, words),)


def _compare_both(latin: Parts, native: Parts, asked: ParsedName, shown: ParsedId) -> Findings:
    """Compare a name that is given twice, or whose words are of two scripts."""
    by_latin = best_reading(latin, asked, shown)
    by_native = best_reading(native, asked, shown)
    if is_clean(by_latin) and is_possible(by_native):
        return by_latin
    words = (
        f"The request mixes scripts ({written_of(asked.parts)}), and not all of it agrees. "
        "Letters of two scripts can look alike: compare with the printed name."
    )
    mixed = Finding(Weight.WEAK, Sign.LOOK_ALIKE, words)
    by_all = best_reading(asked.parts, asked, shown)
    return cheapest((*reading, mixed) for reading in (by_latin, by_native, by_all))
