"""What tests of outages share."""

import pytest
from flask import Flask

from tests.outages.given import Hit, make_hit


@pytest.fixture
def hit(app: Flask) -> Hit:
    return make_hit(app)
