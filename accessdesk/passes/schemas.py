"""The shapes of passes in the API."""

from pydantic import RootModel

from accessdesk.web.schemas import Answer, WindowAnswer


class PassAnswer(Answer):
    """A pass; `code` is the text of its QR, null for whoever may not see what opens the gate."""

    id: int
    visitor: str
    code: str | None
    short_code: str | None
    state: str
    window: WindowAnswer
    links: dict[str, str]


class PassList(RootModel[list[PassAnswer]]):
    """The passes of a request that open the gate."""
