"""The e-mail addresses that the product takes: what can be accepted can be addressed. Pure."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address

LONGEST_EMAIL = 254
LONGEST_LOCAL_PART = 64

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*", re.I)
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*", re.I)


def fault_of_email(text: str) -> str:
    """Why a text cannot stand as an e-mail address, or nothing.

    Letters beyond ASCII are refused, since hardly any mail server takes them (RFC 6531), and
    whoever is written so would wait for a pass that never comes.
    """
    local, sign, domain = text.rpartition("@")
    shown = f"“{text[:60]}”"
    if not (local and sign and domain) or any(each in text for each in ' \t\r\n,;<>"'):
        return f"{shown} is not an e-mail address."
    beyond = next((each for each in text if each.isprintable() and not each.isascii()), "")
    if beyond:
        return f"{shown} has a “{beyond}”; mail can be sent to letters without accents alone."
    if "." not in domain:
        return f"{shown} is not complete: after the @ stands a name with a dot, as in example.org."
    if not _is_mailbox(text, local, domain):
        return f"{shown} is not an e-mail address."
    return ""


def _is_mailbox(text: str, local: str, domain: str) -> bool:
    return (
        len(text) <= LONGEST_EMAIL
        and len(local) <= LONGEST_LOCAL_PART
        and _LOCAL_PART.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
    )


def find_address(name: str, address: str) -> Address | None:
    """Read a mailbox as a header may say it; None where it is none, or hides a second line."""
    try:
        return Address(display_name=name, addr_spec=address)
    except (HeaderParseError, IndexError, ValueError):
        return None
