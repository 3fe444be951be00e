"""The shapes of passes in the API."""

from pydantic import RootModel

from accessdesk.web.schemas import Answer, WindowAnswer


class PassAnswer(Answer):
    """A pass; `code` is the text of its QR."""

    id: int
    visitor: str
    code: str
    short_code: str
    state: str
    window: WindowAnswer
    links: dict[str, str]


class PassList(RootModel[list[PassAnswer]]):
    """The passes of a request that open the gate."""
