"""A company is found however it is written."""

import pytest

from accessdesk.identity.names.companies import company_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Acme GmbH", "acme"),
        ("ACME", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme Co., Ltd.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Fiber-works B. V.", "fiberworks"),
        ("A & B Cabling", "abcabling"),
        ("Société d’Énergie S.A.", "societedenergie"),
        ("Lisa", "lisa"),
        ("AG", "ag"),
        ("Co Limited", "colimited"),
        ("株式会社", "zhushihuishe"),
        ("", ""),
    ],
)
def test_a_company_has_one_spelling(written: str, key: str) -> None:
    assert company_key(written) == key


def test_its_spelling_is_its_own() -> None:
    assert company_key("Northwind Cabling") != company_key("Northwind")
