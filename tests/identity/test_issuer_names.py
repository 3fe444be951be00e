"""An issuing state, as an officer types it."""

import pytest

from accessdesk.identity.aamva.issuers import ISSUERS
from accessdesk.identity.judging.issuer_names import (
    find_issuer,
    nearest_state,
    resolve_issuer,
    state_names,
)
from accessdesk.identity.judging.issuers import STATES
from accessdesk.identity.judging.parts_of_states import PARTS
from accessdesk.identity.judging.presented import GOVERNMENT_IDS, IdKind


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
        ("UAE", "ARE"),
        ("DR Congo", "COD"),
        ("D.R. Congo", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Republic of the Congo", "COG"),
        ("Northern Ireland", "GBR"),
        ("U.K.", "GBR"),
        ("U.S.A.", "USA"),
        ("Saint Lucia", "LCA"),
        ("St. Lucia", "LCA"),
        ("St Lucia", "LCA"),
        ("Saint Vincent and the Grenadines", "VCT"),
        ("Ivory Coast", "CIV"),
        ("Palestine", "PSE"),
        ("State of Palestine", "PSE"),
        ("Taiwan", "TWN"),
        ("Republic of China", "TWN"),
        ("People's Republic of China", "CHN"),
        ("Korea, Republic of", "KOR"),
        ("Democratic People’s Republic of Korea", "PRK"),
        ("Cape Verde", "CPV"),
        ("Cabo Verde", "CPV"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Iran, Islamic Republic of", "IRN"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Korea (the Democratic People's Republic of)", "PRK"),
        ("Congo (Democratic Republic of the)", "COD"),
        ("Taiwan, Province of China", "TWN"),
        ("Taiwan (Province of China)", "TWN"),
        ("Virgin Islands (British)", "VGB"),
        ("KSA", "SAU"),
        ("São Tomé", "STP"),
        ("Antigua", "ATG"),
        ("Trinidad", "TTO"),
        ("Swiss", "CHE"),
        ("Federal Republic of Germany", "DEU"),
        ("Kingdom of the Netherlands", "NLD"),
        ("Republic of Kosovo", "RKS"),
        ("RKS", "RKS"),
        ("XKX", "RKS"),
        ("XXK", "RKS"),
        ("GBD", "GBR"),
        ("EUE", "EUE"),
        ("Co-operative Republic of Guyana", "GUY"),
        ("UTO", "UTO"),
        ("UNO", "UNO"),
        ("Polnd", None),
        ("Congo", None),
        ("XQ-12", None),
        ("CO-NOBODY", None),
        ("Republic of", None),
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


@pytest.mark.parametrize("kind", sorted(GOVERNMENT_IDS))
def test_a_government_that_there_is_not_is_told_to_whoever_typed_it(kind):
    """R-GATE-3."""
    with pytest.raises(ValueError, match=r"“Polnd”.* Did you mean Poland \(POL\)\?"):
        resolve_issuer(kind, "Polnd")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("California", "US-CA"), ("new york", "US-NY"), ("Ontario", "CA-ON"), ("Québec", "CA-QC")],
)
def test_a_licence_is_of_the_part_of_a_state_that_is_named(typed, code):
    """R-GATE-4."""
    assert resolve_issuer(IdKind.DRIVING_LICENCE, typed) == code
    assert resolve_issuer(IdKind.NATIONAL_ID, typed) == code
    assert find_issuer(code) == code


def test_a_passport_of_a_part_of_a_state_is_told_which_code_it_has():
    with pytest.raises(ValueError, match=r"type USA\. .* of California \(US-CA\)"):
        resolve_issuer(IdKind.PASSPORT, "California")


def test_every_issuer_of_north_american_licences_has_a_name():
    named_as_states = {"US-AS", "US-GU", "US-MP", "US-PR", "US-VI"}
    by_number = {code for code in ISSUERS.values() if code.startswith(("US-", "CA-"))}

    assert set(PARTS.values()) == by_number - named_as_states


def test_what_is_no_governments_may_come_from_anybody():
    assert resolve_issuer(IdKind.BADGE, "Tailspin Aerospace") == "Tailspin Aerospace"


def test_a_line_of_a_passport_in_the_field_of_the_issuer_is_not_repeated():
    """R-GATE-8."""
    with pytest.raises(ValueError, match="by what was typed") as told:
        resolve_issuer(IdKind.PASSPORT, "SPECI20142NLD6503101F2403096")

    assert "SPECI" not in str(told.value)
