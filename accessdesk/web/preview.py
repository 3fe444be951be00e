"""What would go out, and to whom: what cannot be called back is not one press."""

from dataclasses import dataclass
from hashlib import sha256

from wtforms import Form, HiddenField


@dataclass(frozen=True, slots=True)
class Preview:
    """The words of a message that was looked at and not sent, and who would get it, in words."""

    words: str
    to: str


class LookedAt(Form):
    """A form whose message is looked at before it goes; it carries along what was looked at."""

    looked = HiddenField()
    changed = False  # Whether it was looked at, and then changed.

    def keep_look(self) -> None:
        """Take what the form says now for what was looked at."""
        self.changed = bool(self.looked.data) and self.unseen
        self.looked.data = self._mark()

    @property
    def unseen(self) -> bool:
        """Whether what the form says now is not what was looked at."""
        return bool(self.looked.data != self._mark())

    def _mark(self) -> str:
        said = [(each.name, str(each.data or "")) for each in self if each is not self.looked]
        return sha256(repr(sorted(said)).encode()).hexdigest()
