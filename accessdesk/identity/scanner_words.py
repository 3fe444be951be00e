"""What to tell an officer about a scan: for each error, and for each sign of a bad setting."""

from dataclasses import dataclass
from enum import StrEnum

from accessdesk.identity.document import ReadError


@dataclass(frozen=True, slots=True)
class Words:
    """A title, what happened, and what to do next."""

    title: str
    detail: str
    next_step: str


class ScannerSign(StrEnum):
    """What one scan tells about the scanner's settings."""

    NOTHING_ARRIVED = "nothing-arrived"
    ALL_WELL = "all-well"
    NOT_RECOGNISED = "not-recognised"
    TOO_LONG = "too-long"
    CUT = "cut"
    SENT_TWICE = "sent-twice"
    KEYBOARD_QWERTZ = "keyboard-qwertz"
    KEYBOARD_AZERTY = "keyboard-azerty"
    KEYBOARD_OTHER = "keyboard-other"
    CAPS_LOCK = "caps-lock"
    CONTROL_KEY_LOST = "control-key-lost"
    LINE_BREAKS_LOST = "line-breaks-lost"
    LINE_BREAKS_REPLACED = "line-breaks-replaced"
    BYTE_ORDER_MARK = "byte-order-mark"
    BLANKS_AROUND = "blanks-around"
    READ_ERROR = "read-error"


_TYPE_IT = "If it fails again, type the name, number and dates from the printed side."

WORDS: dict[ReadError, Words] = {
    ReadError.CHECK_DIGIT: Words(
        "The document was misread",
        "A check digit does not fit: at least one character arrived wrong, or was changed.",
        "Wipe the document and scan it again, flat. If it fails again, look at the document with "
        "care: a check digit that never fits is a sign of a forgery.",
    ),
    ReadError.LENGTH: Words(
        "The scan is too short or too long",
        "Characters are missing, or some came in that do not belong to the document.",
        f"Clear the box and scan the whole document once, slowly. {_TYPE_IT}",
    ),
    ReadError.CHARSET: Words(
        "The scan has characters that no document has",
        "A character was misread, or stands where only letters or only digits may be.",
        f"Wipe the document and scan it again. {_TYPE_IT}",
    ),
    ReadError.DATE: Words(
        "A date on the document is impossible",
        "The scan came through, but it names a day that no calendar has or that cannot be right.",
        "Compare the dates with the printed side. A day that does not exist is a sign of a "
        "forgery: ask for another document.",
    ),
    ReadError.UNKNOWN_FORMAT: Words(
        "This is not an identity document that we can read",
        "What arrived is neither the lines of a passport or card nor a licence's bar code.",
        "Scan the lines with the < signs, or the large bar code on the back of a licence. "
        "If the document has neither, type it from the printed side.",
    ),
    ReadError.INCOMPLETE: Words(
        "Part of the document is missing",
        "The scan stopped before the end, or a field that each document must have is not there.",
        f"Click into the box, scan again, and wait until the scanner has finished. {_TYPE_IT}",
    ),
    ReadError.SEPARATORS_LOST: Words(
        "The scanner swallows the ends of the fields",
        "The licence was read, but nothing tells where one field ends and the next begins.",
        "Set the scanner to send control characters (or a tab for each of them), check it on the "
        "scanner test page, and type this document from the printed side meanwhile.",
    ),
    ReadError.KEYBOARD_LAYOUT: Words(
        "The scanner and the computer use different keyboards",
        "Letters or signs arrived exchanged (Y for Z, ; for <), and it is unclear which.",
        "Set the scanner's keyboard country to the one of this computer, check it on the scanner "
        "test page, and type this document from the printed side meanwhile.",
    ),
}

SIGN_WORDS: dict[ScannerSign, Words] = {
    ScannerSign.NOTHING_ARRIVED: Words(
        "Nothing arrived",
        "The box was empty when the scan ended.",
        "Click into the box, scan again, and check that the scanner is plugged in and beeps.",
    ),
    ScannerSign.ALL_WELL: Words(
        "The scanner is set up well",
        "The scan arrived as it should.",
        "Nothing to do.",
    ),
    ScannerSign.NOT_RECOGNISED: Words(
        "The desk does not know this kind of scan",
        "It is not a pass, a short code, the lines of a passport or card, or a licence bar code.",
        "Test with a pass, with the lines with < signs, or with the bar code of a US licence.",
    ),
    ScannerSign.TOO_LONG: Words(
        "Far too much arrived",
        "No code holds that many characters; several scans may have run into each other.",
        "Clear the box and scan once.",
    ),
    ScannerSign.CUT: Words(
        "The scan is cut off or has too many characters",
        "The length is not one that a document has.",
        "Slow the scanner's typing down (delay between characters), keep the cursor in the box, "
        "and scan again.",
    ),
    ScannerSign.SENT_TWICE: Words(
        "The scan was sent twice",
        "The same text arrived more than once.",
        "Switch off repeated reading, or release the trigger after the beep.",
    ),
    ScannerSign.KEYBOARD_QWERTZ: Words(
        "The scanner types for a US keyboard, the computer has another one",
        "The sign < arrived as ;. On a German or Swiss keyboard Y and Z are exchanged as well.",
        "Set the scanner's keyboard country to the one of this computer.",
    ),
    ScannerSign.KEYBOARD_AZERTY: Words(
        "The scanner types for a US keyboard, the computer has a French one",
        "Digits arrived as signs, and A and Q, Z and W are exchanged.",
        "Set the scanner's keyboard country to France (or Belgium).",
    ),
    ScannerSign.KEYBOARD_OTHER: Words(
        "The scanner and the computer use different keyboards",
        "Signs arrived that no document has, where others are expected.",
        "Set the scanner's keyboard country to the one of this computer.",
    ),
    ScannerSign.CAPS_LOCK: Words(
        "Capitals arrived as small letters",
        "Caps Lock is on, or the scanner changes the case.",
        "Switch Caps Lock off, and set the scanner to leave the case as it is.",
    ),
    ScannerSign.CONTROL_KEY_LOST: Words(
        "Control characters arrive as letters and digits",
        "The scanner presses Ctrl with a key, and the Ctrl got lost: M or J for the end of a line, "
        "6 for the record mark.",
        "Set the scanner's function key mapping to send control characters, or Enter and Tab.",
    ),
    ScannerSign.LINE_BREAKS_LOST: Words(
        "The ends of lines do not arrive",
        "Everything came in one line. Passports can be read that way, licences cannot.",
        "Set the scanner to send Enter (or a tab) at the end of each line.",
    ),
    ScannerSign.LINE_BREAKS_REPLACED: Words(
        "Something else stands for the ends of lines",
        "Tabs or bars arrived between the lines. The desk reads it all the same.",
        "If the cursor jumps out of the box, set the scanner to send Enter instead of a tab.",
    ),
    ScannerSign.BYTE_ORDER_MARK: Words(
        "An invisible mark stands before the text",
        "It is a byte order mark, which the scanner's software adds. It does no harm here.",
        "Nothing to do; if other programs trouble you, switch it off in the scanner's software.",
    ),
    ScannerSign.BLANKS_AROUND: Words(
        "Blanks stand before the text",
        "The scanner has a prefix of blanks or empty lines. It does no harm here.",
        "Nothing to do; the prefix can be switched off in the scanner's settings.",
    ),
}
