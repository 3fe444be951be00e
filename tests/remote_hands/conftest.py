"""A hall to work in."""

import pytest
from flask import Flask

from tests.remote_hands.given import Hall, make_hall


@pytest.fixture
def hall(app: Flask) -> Hall:
    return make_hall(app)
