"""Undo what a computer's keyboard layout does to a zone typed by a scanner set to US."""

import re

_FILLER_RUN = re.compile(r"([^\sA-Za-z0-9])\1\1")
_YZ_SWAPPED = str.maketrans("YZ", "ZY")
# French and Belgian AZERTY, as capitals: digits without shift, `<` as `.`, M as `?`.
_FROM_AZERTY = str.maketrans("&é\"'(-è_çà§!.?AQZW", "123456789068<MQAWZ")


def layouts_undone(text: str) -> tuple[str, ...]:
    """What the scanner may have read: one text, two that differ, or none if unclear.

    A zone cannot do without fillers; if another sign stands in runs where they belong,
    the sign tells the layout. `;` comes from German and Swiss layouts, which also swap
    Y and Z, and from Italian, Spanish and Nordic ones, which do not: the text alone
    cannot say which, so both are given, for the check digits to decide.
    """
    if "<" in text:
        return (text,)
    run = _FILLER_RUN.search(text)
    if run is None:
        return (text,)
    if any(c.islower() for c in text if c.isascii()):
        # Shift was inverted as well; then a letter may stand for two keys.
        return ()
    return {";": _undo_semicolons, ".": _undo_azerty}.get(run[1], _undo_nothing)(text)


def _undo_semicolons(text: str) -> tuple[str, ...]:
    plain = text.replace(";", "<")
    swapped = plain.translate(_YZ_SWAPPED)
    return (plain,) if swapped == plain else (plain, swapped)


def _undo_azerty(text: str) -> tuple[str, ...]:
    if any(c == "M" or (c.isascii() and c.isdigit()) for c in text):
        return ()
    return (text.translate(_FROM_AZERTY),)


def _undo_nothing(_text: str) -> tuple[str, ...]:
    return ()
