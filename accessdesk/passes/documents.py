"""What the paper of a pass says, and its PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment
from markupsafe import Markup

from accessdesk.config import resource_root
from accessdesk.errors import Unavailable
from accessdesk.passes.qr import qr_svg
from accessdesk.passes.queries import PassDetails
from accessdesk.passes.rules import PassState

LONG_NAME = 28  # Characters beyond which a name is set smaller, so that it fits its panel.


@dataclass(frozen=True, slots=True)
class PassDocument:
    """What one printed pass shows.

    `qr` is an SVG, and empty when the pass has ended, also by the clock: such a paper must not
    look like one that opens the gate. `shown` says how the pass stands to people; `address`,
    `arrival` and the contact’s telephone number may be empty.
    """

    id: int
    visitor: str
    company: str
    number: str
    site_code: str
    site_name: str
    address: str
    arrival: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    escort: bool
    short_code: str
    state: PassState
    shown: str
    qr: Markup
    contact: str
    contact_telephone: str

    @property
    def is_long_name(self) -> bool:
        """Whether the name needs the smaller letters."""
        return len(self.visitor) > LONG_NAME


def document_of(details: PassDetails, code: str, *, now: datetime) -> PassDocument:
    """Make the paper of a pass; `code` is the text of its QR code."""
    title = f"Pass of {details.visitor} for {details.site_code}"
    valid = details.is_open(now)
    return PassDocument(
        id=details.id,
        visitor=details.visitor,
        company=details.company,
        number=details.request_number,
        site_code=details.site_code,
        site_name=details.site_name,
        address=details.address,
        arrival=details.arrival,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        zone=details.zone,
        escort=details.escort,
        short_code=details.grouped_code,
        state=details.state,
        shown=details.shown(now),
        contact=details.contact,
        contact_telephone=details.contact_telephone,
        qr=Markup(qr_svg(code, title)) if valid else Markup(),  # noqa: S704  # It escapes the title.
    )


def documents_of(
    passes: Sequence[PassDetails], codes: Mapping[int, str], *, now: datetime
) -> list[PassDocument]:
    """Make the papers of passes; `codes` are their QR texts, by pass id."""
    return [document_of(each, codes[each.id], now=now) for each in passes]


def sheets_pdf(
    papers: Sequence[PassDocument], pages: Environment, *, operator_name: str, now: datetime
) -> bytes:
    """Print papers, one sheet a pass; raises Unavailable where no PDF can be made."""
    sheet = pages.get_template("passes/paper.html")
    return pdf_of(sheet.render(papers=papers, operator_name=operator_name, now=now))


def pdf_of(html: str) -> bytes:
    """Turn the page `passes/paper.html` into a PDF, one sheet a pass.

    Nothing is fetched, whatever the page refers to. Raises Unavailable where the extra
    `pdf`, or the Pango library it needs, is not installed.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise Unavailable(
            "PDF files are not made here, because the extra “pdf” is not installed.",
            code="pdf-unavailable",
            next_step="Print the pass from its page instead.",
        ) from error
    style = CSS(filename=resource_root() / "static" / "web" / "pass.css")
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = page.write_pdf(stylesheets=[style])
    return pdf
