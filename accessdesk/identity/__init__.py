"""Read identity documents, judge them, and compare names: a pure library.

Imports neither Flask nor SQLAlchemy. `read_document`, `compare_names` and the
types they speak are the whole public interface.
"""

from accessdesk.identity.document import (
    Document,
    DocumentKind,
    NameOnId,
    ReadError,
    Unreadable,
)
from accessdesk.identity.names.comparing import NameMatch, NameVerdict, compare_names
from accessdesk.identity.reading import read_document

__all__ = [
    "Document",
    "DocumentKind",
    "NameMatch",
    "NameOnId",
    "NameVerdict",
    "ReadError",
    "Unreadable",
    "compare_names",
    "read_document",
]
