"""A photograph is shown wherever its bytes lie, on each database."""

import io
import re

from flask import Flask

from accessdesk.config import Settings
from accessdesk.files.service import bring_home, move, places_at
from accessdesk.files.stores import Folder, Table
from accessdesk.worker.queue import never
from tests.remote_hands.given import Hall, picture
from tests.web.page_client import sign_in


def test_a_photograph_is_shown_wherever_it_lies(app: Flask, hall: Hall) -> None:
    """As it was sent, after a worker brought it home, and in the folder where they all lay once."""
    number = hall.ask()
    hall.begin(number)
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    file = (io.BytesIO(picture()), "aisle.jpg")
    tom.follow(tom.send(f"/work/{number}/photos", photo=file))
    address = re.search(r'src="(/requests/[^"]+/photos/\d+)"', tom.page)[1]  # type: ignore[index]
    settings: Settings = app.extensions["accessdesk_settings"]

    sent = tom.get(address)
    bring_home(places_at(settings.file_home, settings.data_dir), stopping=never)
    at_home = tom.get(address)
    move(Table(), Folder(settings.data_dir), stopping=never)
    in_the_folder = tom.get(address)

    [name] = (settings.data_dir / "photos").iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", name.name)
    assert sent.data == at_home.data == in_the_folder.data == name.read_bytes()
