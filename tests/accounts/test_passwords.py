"""Which passwords may be chosen; any signs are free, and any length (OWASP ASVS V6.2)."""

import pytest

from accessdesk.accounts.sign_in.passwords import fault_of_password

ADA = ("Ada Byron", "ada@contoso.example")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "жёлтая лодка у причала",
        "ein langer Satz ohne Zahl",
        "          of blanks and a moon",
        "x7!Kq9#Lm2@Vt",
        "a much longer phrase than anybody would want to type twice in a morning, and more",
    ],
)
def test_a_long_password_of_any_signs_may_be_chosen(password: str) -> None:
    assert fault_of_password(password, about=ADA) is None


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "password1234",
        "Password1234!",
        "qwertyuiop12",
        "123456789012",
        "aaaaaaaaaaaa",
        "iloveyou1234",
        "adabyron2026",
        "ada@contoso.example",
        "contosocontoso",
        "accessdesk123",
    ],
)
def test_one_that_leaked_or_is_made_of_its_owner_may_not(password: str) -> None:
    assert fault_of_password(password, about=ADA)


def test_what_is_longer_than_is_looked_at_is_judged_and_not_cut_off() -> None:
    assert fault_of_password("ab" * 500, about=ADA)
    assert fault_of_password("the tide goes out at nine and " * 40, about=ADA) is None
