"""What of a secret is left to guess, for somebody who tries the usual first; pure."""

import re
from itertools import pairwise

_OVER_AND_OVER = re.compile(r"(.+?)\1+")
_USUAL = re.compile(
    "password|passphrase|passwort|secret|change|please|production|default|example|accessdesk|"
    "insecure|placeholder|replace|random|string|super|admin|qwerty|letmein|welcome|your|this|"
    "here|with|value|must|very|long|test|develop|dev|key|now|the"
)


def left_to_guess(value: str) -> str:
    """A text without what a guesser tries first: usual words, and what follows from before."""
    folded = "".join(each for each in value.casefold() if each.isalnum())
    once = _OVER_AND_OVER.sub(r"\1", folded)
    rare = _USUAL.sub("", once)
    # Nor is 2 after 1, or a after b, anything to guess.
    return rare[:1] + "".join(b for a, b in pairwise(rare) if abs(ord(b) - ord(a)) > 1)
