"""An issuing state, as an officer types it."""

import pytest

from accessdesk.identity.judging.issuer_names import find_issuer, nearest_state, state_names
from accessdesk.identity.judging.issuers import STATES


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("POL", "POL"),
        ("pl", "POL"),
        (" Poland ", "POL"),
        ("the netherlands", "NLD"),
        ("D", "DEU"),
        ("Germany", "DEU"),
        ("US-VA", "US-VA"),
        ("United States of America", "USA"),
        ("UK", "GBR"),
        ("United Kingdom", "GBR"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Trinidad and Tobago", "TTO"),
        ("South Korea", "KOR"),
        ("Kosovo", "RKS"),
        ("UTO", "UTO"),
        ("UNO", "UNO"),
        ("Polnd", None),
        ("Congo", None),
        ("XQ-12", None),
        ("", None),
        ("?", None),
    ],
)
def test_an_issuer_is_known_by_its_code_or_its_name(typed, code):
    assert find_issuer(typed) == code


def test_every_state_has_a_name_that_leads_to_it():
    assert {code for _, code in state_names()} == STATES
    assert all(find_issuer(name) == code for name, code in state_names())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Polnd", ("Poland", "POL")), ("Nederlands", ("Netherlands", "NLD")), ("qqqq", None)],
)
def test_a_misspelt_name_leads_to_the_nearest_one(typed, meant):
    assert nearest_state(typed) == meant
