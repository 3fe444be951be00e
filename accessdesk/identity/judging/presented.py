"""What may be kept of an ID that was shown, whether it was scanned or typed (R-GATE-8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accessdesk.identity.document import Document, DocumentKind, NameOnId
from accessdesk.identity.judging.issuers import normal_issuer


class IdKind(StrEnum):
    """What somebody showed; the first four are government IDs (R-GATE-3)."""

    PASSPORT = "passport"
    NATIONAL_ID = "national-id"
    DRIVING_LICENCE = "driving-licence"
    RESIDENCE_PERMIT = "residence-permit"
    VISA = "visa"
    CREW_CERTIFICATE = "crew-certificate"
    COPY = "copy"
    BADGE = "badge"
    OTHER = "other"


GOVERNMENT_IDS = frozenset(
    (IdKind.PASSPORT, IdKind.NATIONAL_ID, IdKind.DRIVING_LICENCE, IdKind.RESIDENCE_PERMIT)
)

# Some identity cards and licences are valid for life; of these none is.
ALWAYS_EXPIRE = frozenset((IdKind.PASSPORT, IdKind.RESIDENCE_PERMIT))


class Source(StrEnum):
    """How the desk came by the data."""

    SCANNED = "scanned"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class PresentedId:
    """The facts of a document that decide and may be kept: no name, no number, no birth date.

    `valid_check_digits` is None where the document has none, or was typed; `original` is None
    while nobody has said whether it is one.
    """

    kind: IdKind
    issuer: str
    expires_on: date | None
    original: bool | None
    source: Source
    valid_check_digits: bool | None = None


@dataclass(frozen=True, slots=True)
class TypedDocument:
    """What an officer types from a document; `expires_on` is None where none can be read."""

    kind: IdKind
    issuer: str
    surname: str
    given_names: str
    expires_on: date | None

    @property
    def name(self) -> NameOnId:
        """The name in the shape that `compare_names` takes."""
        return NameOnId(self.surname, self.given_names)


_LAYOUT_KINDS: dict[DocumentKind, IdKind] = {
    DocumentKind.MRVA: IdKind.VISA,
    DocumentKind.MRVB: IdKind.VISA,
    DocumentKind.AAMVA: IdKind.DRIVING_LICENCE,
    DocumentKind.FRA_ID: IdKind.NATIONAL_ID,
    DocumentKind.FRA_DL: IdKind.DRIVING_LICENCE,
    DocumentKind.NLD_DL: IdKind.DRIVING_LICENCE,
    DocumentKind.CHE_DL: IdKind.DRIVING_LICENCE,
}

# States choose the second letter. R is common for residence permits in Europe, first or second; C1
# and C2 are those of the United States; AC is reserved for crew member certificates (ICAO 9303-5,
# 4.2.2).
_CODE_KINDS: dict[str, IdKind] = {
    "AC": IdKind.CREW_CERTIFICATE,
    "AR": IdKind.RESIDENCE_PERMIT,
    "CR": IdKind.RESIDENCE_PERMIT,
    "IR": IdKind.RESIDENCE_PERMIT,
    "TI": IdKind.RESIDENCE_PERMIT,
    "C1": IdKind.RESIDENCE_PERMIT,
    "C2": IdKind.RESIDENCE_PERMIT,
}
_FIRST_LETTER_KINDS: dict[str, IdKind] = {
    "A": IdKind.NATIONAL_ID,
    "C": IdKind.NATIONAL_ID,
    "I": IdKind.NATIONAL_ID,
    "P": IdKind.PASSPORT,
    "R": IdKind.RESIDENCE_PERMIT,
    "V": IdKind.VISA,
}


def kind_of(document: Document) -> IdKind:
    """What a document that was read is, by its layout and document code (ICAO 9303)."""
    if document.kind in _LAYOUT_KINDS:
        return _LAYOUT_KINDS[document.kind]
    code = document.document_code.upper().replace("<", "")
    if code in _CODE_KINDS:
        return _CODE_KINDS[code]
    return _FIRST_LETTER_KINDS.get(code[:1], IdKind.OTHER)


def present_scanned(document: Document, *, original: bool | None) -> PresentedId:
    """Keep of a scan what decides; `original` is the officer's word on whether it is no copy."""
    return PresentedId(
        kind=kind_of(document),
        issuer=normal_issuer(document.issuer),
        expires_on=document.expires_on,
        original=original,
        source=Source.SCANNED,
        valid_check_digits=document.valid_check_digits,
    )


def present_typed(document: TypedDocument, *, original: bool | None) -> PresentedId:
    """Keep of a typed document what decides; `original` is the officer's word, as above."""
    return PresentedId(
        kind=document.kind,
        issuer=normal_issuer(document.issuer),
        expires_on=document.expires_on,
        original=original,
        source=Source.TYPED,
    )
