"""Gather what is wrong with what was sent, so that a person reads all of it in one round."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, cast

from accessdesk.errors import DomainError, Invalid

Given = TypeVar("Given")


class Several(Invalid):
    """Several faults of one thing that was sent, each with its words at its fields.

    The code and the title are those of the first that has a code of its own; `parts` are all.
    """

    def __init__(self, parts: Sequence[Invalid]) -> None:
        first = next((each for each in parts if each.code != Invalid.code), parts[0])
        super().__init__(
            _once_each(each.detail for each in parts),
            code=first.code,
            title=first.title,
            next_step=_once_each(each.next_step for each in parts),
            extra={name: value for each in parts for name, value in each.extra.items()},
        )
        self.parts = tuple(parts)
        for each in parts:
            for name, words in each.fields.items():
                self.fields[name] = _once_each((self.fields.get(name, ""), words))


def _once_each(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, words)))


class Faults:
    """The faults that several checks of one thing find; true once there is one."""

    def __init__(self) -> None:
        self._found: list[Invalid] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def judge(self, check: Callable[[], Given]) -> Given | None:
        """What a check gives; nothing where it raises Invalid, which is kept."""
        try:
            return check()
        except Invalid as fault:
            self._found.append(fault)
            return None

    def raise_all(self) -> None:
        """Raise what was found: raises Invalid, one fault as it is and more as Several."""
        if len(self._found) > 1:
            raise Several(self._found)
        if self._found:
            raise self._found[0]


def sure(given: Given | None) -> Given:
    """What a check gave; to be asked once `raise_all` has found nothing."""
    return cast("Given", given)


def parts_of(error: DomainError) -> tuple[DomainError, ...]:
    """The faults of which an error consists: often it alone."""
    return error.parts if isinstance(error, Several) else (error,)
