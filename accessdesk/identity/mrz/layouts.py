"""The places of fields in the zones of ICAO 9303, as tables."""

from dataclasses import dataclass

from accessdesk.identity.document import DocumentKind

Zone = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one line of a zone, counted from 0, `end` exclusive."""

    line: int
    start: int
    end: int

    def of(self, zone: Zone) -> str:
        """The characters at this place."""
        return zone[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Checked:
    """A field and the place of its check digit."""

    field: Span
    digit: Span


@dataclass(frozen=True, slots=True)
class Composite:
    """The digit over several fields, in the order in which they are weighted."""

    fields: tuple[Span, ...]
    digit: Span


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one kind of document keeps what; code and issuer are at the same place in all.

    `number_overflow` is where a number of more than nine characters goes on (TD1, TD2);
    `personal` is the only field whose check digit may be a filler, if the field is empty.
    """

    kind: DocumentKind
    name: Span
    number: Checked
    birth: Checked
    expiry: Checked
    sex: Span
    nationality: Span
    number_overflow: Span | None = None
    personal: Checked | None = None
    composite: Composite | None = None


CODE = Span(0, 0, 2)
ISSUER = Span(0, 2, 5)


def _two_lines(
    kind: DocumentKind,
    width: int,
    *,
    number_overflow: Span | None = None,
    personal: Checked | None = None,
    composite: Composite | None = None,
) -> Layout:
    return Layout(
        kind=kind,
        name=Span(0, 5, width),
        number=Checked(Span(1, 0, 9), Span(1, 9, 10)),
        nationality=Span(1, 10, 13),
        birth=Checked(Span(1, 13, 19), Span(1, 19, 20)),
        sex=Span(1, 20, 21),
        expiry=Checked(Span(1, 21, 27), Span(1, 27, 28)),
        number_overflow=number_overflow,
        personal=personal,
        composite=composite,
    )


# ICAO 9303-5, 4.2.2.
TD1 = Layout(
    kind=DocumentKind.TD1,
    number=Checked(Span(0, 5, 14), Span(0, 14, 15)),
    number_overflow=Span(0, 15, 30),
    birth=Checked(Span(1, 0, 6), Span(1, 6, 7)),
    sex=Span(1, 7, 8),
    expiry=Checked(Span(1, 8, 14), Span(1, 14, 15)),
    nationality=Span(1, 15, 18),
    name=Span(2, 0, 30),
    composite=Composite(
        (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)), Span(1, 29, 30)
    ),
)
# ICAO 9303-6, 4.2.2.
TD2 = _two_lines(
    DocumentKind.TD2,
    36,
    number_overflow=Span(1, 28, 35),
    composite=Composite((Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)), Span(1, 35, 36)),
)
# ICAO 9303-4, 4.2.2.
TD3 = _two_lines(
    DocumentKind.TD3,
    44,
    personal=Checked(Span(1, 28, 42), Span(1, 42, 43)),
    composite=Composite((Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)), Span(1, 43, 44)),
)
# ICAO 9303-7, 4.2.2 and 5.2.2; visas have no composite digit.
MRVA = _two_lines(DocumentKind.MRVA, 44)
MRVB = _two_lines(DocumentKind.MRVB, 36)
