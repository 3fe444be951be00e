"""Take a photograph again and again, and kill (-9) the process one line later each time.

    python -m tests.remote_hands.killing DATABASE DATA_DIR HOME NUMBER TECHNICIAN STORY

A witness looks after each death and prints what is wrong; `done N` ends it, after N deaths.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy import select

from accessdesk import clock
from accessdesk import db as database
from accessdesk.accounts.queries import actor_of_user
from accessdesk.app import create_app
from accessdesk.db import db, transaction
from accessdesk.errors import NotFound
from accessdesk.files import service as files
from accessdesk.files import stores, table
from accessdesk.remote_hands import log, photos
from accessdesk.remote_hands.models import WorkPhoto
from accessdesk.remote_hands.photos import BELONGS_TO, Kept
from accessdesk.service_requests.queries import get_request
from accessdesk.worker.queue import never
from tests.conftest import make_settings
from tests.remote_hands.given import picture

PICTURE = picture((60, 40))
SHRUNK = photos.shrink(PICTURE)
NAME = "0123456789abcdef0123456789abc{:03}.jpg"
# Where a photograph and its row come to be; what it is made of before is nobody's concern.
WHOLE = {module.__file__ for module in (files, stores, table)}
IN_PART = {
    (database.__file__, "transaction"),
    (photos.__file__, "keep"),
    (log.__file__, "add_photo"),
}


class Taking:
    """A photograph that is taken, and brought home: as it is done, or as it must not be done."""

    def __init__(self, places: files.Places, number: str, technician: int) -> None:
        self.places, self.number, self.technician = places, number, technician

    def _add(self, kept: Callable[[], Kept]) -> None:
        with transaction():
            actor = actor_of_user(self.technician)
            assert actor
            now = clock.now()
            sr = get_request(actor, self.number, now=now)
            log.add_photo(actor, sr, kept, "", now=now)

    def as_it_is(self, _nth: int) -> None:
        self._add(lambda: photos.keep(PICTURE))
        files.bring_home(self.places, stopping=never)

    def file_first(self, nth: int) -> None:
        """A control: written before the row is certain."""
        name = NAME.format(nth)
        self.places.folder.keep(f"{BELONGS_TO}/{name}", SHRUNK[0])
        self._add(lambda: Kept(name, 60, 40))

    def row_first(self, nth: int) -> None:
        """A control: written after the row is certain, and by nobody else."""
        name = NAME.format(nth)
        self._add(lambda: Kept(name, 60, 40))
        self.places.folder.keep(f"{BELONGS_TO}/{name}", SHRUNK[0])


def die_after(lines: int) -> Callable[[FrameType, str, Any], Any]:
    """Kill this process when it has come to so many lines of the code that keeps files."""
    left = lines

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        code = frame.f_code
        if code.co_filename not in WHOLE and (code.co_filename, code.co_name) not in IN_PART:
            return None
        if event == "line":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


class Witness:
    """Who looks at what there is."""

    def __init__(self, places: files.Places) -> None:
        self.places = places

    def _kept(self) -> list[str]:
        in_database = stores.Table().kept()
        return in_database if is_table(self.places.home) else [*in_database, *self._at_home()]

    def _at_home(self) -> list[str]:
        return list(self.places.home.kept())

    def faults(self) -> list[str]:
        """A row without its file, or a file without a row; at any moment."""
        with transaction(write=False) as session:
            named = {f"{BELONGS_TO}/{file}" for file in session.scalars(select(WorkPhoto.file))}
            found = [fault for key in named if (fault := self._fault_of(key))]
        return found + [f"a file without a row: {key}" for key in self._kept() if key not in named]

    def _fault_of(self, key: str) -> str:
        try:
            return "" if files.read(self.places, key) == SHRUNK[0] else f"damaged: {key}"
        except NotFound:
            return f"a row without its file: {key}"

    def faults_at_the_end(self) -> list[str]:
        """What a worker left, who had all the time there is."""
        files.bring_home(self.places, stopping=never)
        kept = self._kept()
        twice = [f"twice: {key}" for key in set(kept) if kept.count(key) > 1]
        away = [] if is_table(self.places.home) else stores.Table().kept()
        halves = [f"half a file: {path.name}" for path in self.places.folder.root.glob("*/*.part")]
        return self.faults() + twice + [f"not brought home: {key}" for key in away] + halves


def is_table(store: stores.Store) -> bool:
    return isinstance(store, stores.Table)


def forked(app: Flask, work: Callable[[], None]) -> bool:
    """Do work in a process of its own; whether it came to its end."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        with app.app_context():
            work()
        sys.settrace(None)
        sys.stdout.flush()
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def main() -> None:
    """Kill after one line, after two, and so on, until the story ends before its death."""
    url, folder, home, number, technician, story = sys.argv[1:]
    app = create_app(make_settings(url, Path(folder)))
    places = files.places_at(home, Path(folder))
    witness, taking = Witness(places), Taking(places, number, int(technician))
    tell: Callable[[int], None] = getattr(taking, story)
    with app.app_context():  # Once without a death: what is compiled then need not be each time.
        tell(0)
        witness.faults()
        db.session.remove()
        db.engine.dispose()

    def look_and_tell(nth: int) -> None:
        for fault in witness.faults():
            print(fault, flush=True)
        sys.settrace(die_after(nth))
        tell(nth)

    deaths = 0
    while not forked(app, partial(look_and_tell, deaths + 1)):
        deaths += 1
    assert forked(app, lambda: print(*witness.faults_at_the_end(), f"done {deaths}", sep="\n"))


if __name__ == "__main__":
    main()
