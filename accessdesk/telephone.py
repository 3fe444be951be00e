"""Telephone numbers: which are taken, how they are written, and how a page says whom to call. Pure.

A number is kept as it is read aloud, in its international form: whoever calls may stand in another
country than whoever gave it.
"""

import re

DESK = "the operator’s desk"
UNKNOWN = "no telephone number is known"
EXAMPLE = "+31 20 555 0100"
LONGEST = 40  # What is typed; what is kept is shorter.

_TYPED = re.compile(r"(?:\+|00)[0-9][0-9 ()./-]{5,}[0-9](?: ?(?:ext\.?|x) ?[0-9]{1,7})?", re.ASCII)
# As `read_telephone` writes one, in a sentence.
WRITTEN = re.compile(r"\+[0-9][0-9 -]{5,}[0-9](?: ext\. [0-9]{1,7})?")


def read_telephone(text: str) -> str:
    """A number as it is kept and shown, such as `+31 20 555 0100` or with ` ext. 12`.

    Nothing stays nothing. Raises ValueError with what is wrong, in words.
    """
    typed = " ".join(text.split())
    if not typed:
        return ""
    if len(typed) > LONGEST or not _TYPED.fullmatch(typed):
        raise ValueError(_shape_words(typed))
    return _written(typed)


def _written(typed: str) -> str:
    # Imported when somebody gives a number: what it knows of each country takes 3 MB.
    import phonenumbers

    try:
        number = phonenumbers.parse(re.sub("^00", "+", typed))
    except phonenumbers.NumberParseException:
        raise ValueError(_digits_words(typed)) from None
    if not phonenumbers.is_possible_number(number):  # Whether it is in use changes by the day.
        raise ValueError(_digits_words(typed))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _shape_words(typed: str) -> str:
    if re.fullmatch(r"[0-9 ()./-]+", typed):
        return f"Begin with + and the country’s code, as in {EXAMPLE}."
    return f"“{typed[:LONGEST]}” is not a telephone number. Write it as in {EXAMPLE}."


def _digits_words(typed: str) -> str:
    return f"“{typed}” cannot be dialled: there is no such country code, or too many or few digits."


def fault_of_telephone(text: str) -> str:
    """Why a text cannot stand as a telephone number, or nothing; no text is no fault."""
    try:
        read_telephone(text)
    except ValueError as error:
        return str(error)
    return ""


def has_shape(text: str) -> bool:
    """Whether a text looks like a number in its international form; no country is looked up."""
    return bool(WRITTEN.fullmatch(text))


def address_of(number: str) -> str:
    """What a link to a kept number leads to (RFC 3966)."""
    digits, _, extension = number.partition(" ext. ")
    dialled = "+" + re.sub("[^0-9]", "", digits)
    return f"tel:{dialled};ext={extension}" if extension else f"tel:{dialled}"


def with_number(who: str, number: str) -> str:
    """Somebody as a sentence sends a reader to call them: `Ada Byron (+31 20 555 0100)`."""
    return f"{who} ({number or UNKNOWN})"


def with_desk(text: str, number: str) -> str:
    """A sentence with the number of the operator's desk beside its name, wherever it has it."""
    return text.replace(DESK, with_number(DESK, number))
