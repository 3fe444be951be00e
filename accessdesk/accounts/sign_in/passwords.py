"""Which passwords may be chosen: long ones of any signs that nobody guesses soon.

ASVS 5.0, V6.2, says what is asked of them.
"""

import re
from collections.abc import Iterable

SHORTEST_PASSWORD = 12
# Of 0 to 4: fewer than a hundred million guesses are refused.
FAIR = 3
LOOKED_AT = 72  # Signs; what is longer is not guessed by its beginning.


def fault_of_password(password: str, *, about: Iterable[str]) -> str | None:
    """What is wrong with a new password, in words to act on, or None.

    It must not be one of those that leaked often, nor be made of what is known `about` its owner:
    name, address, whom they work for. How many guesses it takes is reckoned by zxcvbn, with the
    lists that come with it.
    """
    if len(password) < SHORTEST_PASSWORD:
        return (
            f"Choose at least {SHORTEST_PASSWORD} characters; a few words are easiest to remember."
        )
    # It brings lists of words, for the few pages that need them.
    from zxcvbn import zxcvbn

    known = {part for text in about for part in _parts(text.casefold()) if len(part) > 2}
    found = zxcvbn(password[:LOOKED_AT], user_inputs=sorted(known | {"accessdesk"}))
    if found["score"] < FAIR:
        return "This is guessed too easily: choose a few words that do not belong together."
    return None


def _parts(text: str) -> list[str]:
    """A name or an address, whole, run together, and word by word."""
    words = re.split(r"\W+", text)
    return [text, "".join(words), *words]
