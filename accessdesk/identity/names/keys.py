"""Find whom a name may be without comparing it with everybody's: keys that likely spellings share.

A key only leads to the comparison. Nobody is let in or kept out by one.
"""

from collections.abc import Iterable

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.parsing import Part, parse_id, parse_requested
from accessdesk.identity.names.spelling import romanisation_key
from accessdesk.identity.names.tables.words import PARTICLES


def keys_of_name(name: str) -> frozenset[str]:
    """The keys of a name as somebody wrote it, birth name and alias included."""
    parsed = parse_requested(name)
    return _keys([*parsed.parts, *(part for aside in parsed.asides for part in aside)])


def keys_of_id(name: NameOnId) -> frozenset[str]:
    """The keys of the name on an ID."""
    parsed = parse_id(name)
    return _keys([*parsed.surname, *parsed.given])


def keys_text(name: str) -> str:
    """The keys of a name in one line, in one order, as `keys_in` reads them."""
    return " ".join(sorted(keys_of_name(name)))


def keys_in(text: str) -> frozenset[str]:
    """The keys that `keys_text` wrote."""
    return frozenset(text.split())


def _keys(parts: Iterable[Part]) -> frozenset[str]:
    """The keys of every documented spelling; initials and particles have none, as many share them.

    A name that consists of nothing else is known by them all the same.
    """
    parts = list(parts)
    telling = [part for part in parts if not part.is_initial and part.plain not in PARTICLES]
    return frozenset(
        romanisation_key(spelling) for part in telling or parts for spelling in part.spelled
    )
