"""A page as it is read: its elements and words, and its forms with what they show."""

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

Values = dict[str, list[Any]]
Attributes = dict[str, str]


@dataclass
class PageForm:
    """A form of a page, with the values that it shows."""

    action: str
    values: Values = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        if name:
            self.values.setdefault(name, []).append(value)


class _Forms:
    """The forms of a page, as they fill while it is read."""

    def __init__(self) -> None:
        self.all: list[PageForm] = []
        self._form = PageForm("")
        self._select = self._text = ""
        self._chosen: list[str] | None = None
        self._typed: list[str] | None = None

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "form":
            self._form = PageForm(given.get("action", ""))
            self.all.append(self._form)
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select, self._chosen = given.get("name", ""), []
        elif tag == "option" and self._chosen is not None:
            if not self._chosen or "selected" in given:
                self._chosen[:] = [given.get("value", "")]
        elif tag == "textarea":
            self._text, self._typed = given.get("name", ""), []

    def _input(self, given: Attributes) -> None:
        kind = given.get("type", "text")
        if kind in {"submit", "button", "file"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        self._form.add(
            given.get("name", ""), given.get("value", "on" if kind == "checkbox" else "")
        )

    def end(self, tag: str) -> None:
        if tag == "select" and self._chosen is not None:
            for value in self._chosen:
                self._form.add(self._select, value)
            self._chosen = None
        elif tag == "textarea" and self._typed is not None:
            # A browser leaves out one line end at the start, and sends the others as CR LF.
            text = "".join(self._typed).replace("\r\n", "\n").removeprefix("\n")
            self._form.add(self._text, text.replace("\n", "\r\n"))
            self._typed = None
        elif tag == "form":
            self._form = PageForm("")

    def data(self, text: str) -> None:
        if self._typed is not None:
            self._typed.append(text)


class Page(HTMLParser):
    """A page's elements as (tag, attributes) in their order, its texts by their tag, its words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: dict[str, list[str]] = {}
        self.words: list[str] = []
        self._forms = _Forms()
        self._open: list[str] = []
        self.feed(markup)

    @property
    def forms(self) -> list[PageForm]:
        return self._forms.all

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self._open.append(tag)
        self._forms.start(tag, given)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        self._forms.end(tag)

    def handle_data(self, data: str) -> None:
        self._forms.data(data)
        if words := data.split():
            self.words += words
            if self._open:
                self.texts.setdefault(self._open[-1], []).append(data.strip())

    def all(self, tag: str) -> list[Attributes]:
        """The attributes of every element with a tag."""
        return [attributes for name, attributes in self.elements if name == tag]


@lru_cache(maxsize=64)
def read(markup: str) -> Page:
    """A page, read once however often a test looks at it."""
    return Page(markup)
