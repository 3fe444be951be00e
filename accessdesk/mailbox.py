"""The e-mail addresses that the product takes: what can be accepted can be addressed. Pure."""

from email.errors import HeaderParseError
from email.headerregistry import Address

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

_NEVER_IN_AN_ADDRESS = frozenset(' \t\r\n,;<>"')


def fault_of_email(text: str) -> str:
    """Why a text cannot stand as an e-mail address, or nothing.

    Nobody is asked over the network. Letters beyond ASCII are refused, since hardly any mail server
    takes them (RFC 6531), and whoever is written so would wait for a pass that never comes. So are
    names that are set aside for other uses (RFC 6761: `.local`, `.test`, `.invalid`), but for those
    under `.example`, which manuals and demos are written with.
    """
    return "" if _is_mailbox(text) else _fault(text)


def _is_mailbox(text: str) -> bool:
    try:
        validate_email(
            text,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            strict=True,
            check_deliverability=False,
            test_environment=False,
        )
    except EmailNotValidError:
        return False
    return text.isascii()  # A domain in other letters has a form in ASCII, which few people know.


def _fault(text: str) -> str:
    local, sign, domain = text.rpartition("@")
    shown = f"“{text[:60]}”"
    if not (local and sign and domain) or _NEVER_IN_AN_ADDRESS & set(text):
        return f"{shown} is not an e-mail address."
    beyond = next((each for each in text if each.isprintable() and not each.isascii()), "")
    if beyond:
        return f"{shown} has a “{beyond}”; mail can be sent to letters without accents alone."
    if "." not in domain:
        return f"{shown} is not complete: after the @ stands a name with a dot, as in example.org."
    ending = domain.rpartition(".")[2].lower()
    if ending in SPECIAL_USE_DOMAIN_NAMES:
        return f"{shown} cannot be reached: no mail is sent to names that end in .{ending}."
    return f"{shown} is not an e-mail address."


def find_address(name: str, address: str) -> Address | None:
    """Read a mailbox as a header may say it; None where it is none, or hides a second line."""
    try:
        return Address(display_name=name, addr_spec=address)
    except (HeaderParseError, IndexError, ValueError):
        return None
