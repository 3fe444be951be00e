"""Send letters over SMTP, as text and HTML, one thread a request."""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from accessdesk.mailbox import find_address
from accessdesk.notifications.messages import (
    Attachment,
    GivenUp,
    Letter,
    Outcome,
    Sent,
    TryAgain,
)

TIMEOUT_SECONDS = 10.0


def compose(key: str, letter: Letter, *, sender: str, operator: str, now: datetime) -> EmailMessage:
    """Make the message; raises ValueError for an address that is none.

    Its id is the delivery's own, the same at each attempt. All letters about a request refer to
    one id that none of them has, so that mail programs show them as one conversation.
    """
    host = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = _address(operator, sender)
    message["To"] = _address(letter.name, letter.address)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{host}>"
    message["In-Reply-To"] = message["References"] = f"<{letter.thread}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is to answer.
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        _attach(message, attachment)
    return message


def _address(name: str, address: str) -> Address:
    found = find_address(name, address)
    if found is None:
        raise ValueError("not an e-mail address")
    return found


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, *parameters = attachment.kind.split(";")
    main, _, sub = kind.strip().partition("/")
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    for each in parameters:
        name, _, value = each.strip().partition("=")
        message.get_payload()[-1].set_param(name, value)  # type: ignore[union-attr,index]


def send(url: str, message: EmailMessage) -> Outcome:
    """Hand a message to the mail server; a lasting refusal (5xx) is not tried again.

    `smtps://` speaks TLS from the first byte, `smtp+starttls://` demands it, and `smtp://` takes
    it when it is offered. Name and password are never said without it.
    """
    try:
        server = _connect(url)
    except (OSError, smtplib.SMTPException) as error:
        return TryAgain(f"The mail server does not answer: {_words(error)}", unreachable=True)
    try:
        server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        return _refusal(error)
    except smtplib.SMTPNotSupportedError:
        return GivenUp("The mail server does not accept addresses of this kind.")
    except (OSError, smtplib.SMTPException) as error:
        return TryAgain(f"The mail server broke off: {_words(error)}", unreachable=True)
    finally:
        server.close()
    return Sent()


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        _secure(server, parts.scheme, has_password=bool(parts.username))
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _secure(server: smtplib.SMTP, scheme: str, *, has_password: bool) -> None:
    if scheme == "smtps":
        return
    server.ehlo_or_helo_if_needed()
    if scheme == "smtp+starttls" or server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    elif has_password:
        raise smtplib.SMTPNotSupportedError("it offers no TLS, so no password is sent")


def _refusal(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answer: tuple[int, bytes | str] = next(iter(error.recipients.values()))
    else:
        answer = error.smtp_code, error.smtp_error
    code, said = answer
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    problem = f"The mail server answered {code}: {words[:200]}"
    return GivenUp(problem) if 500 <= code < 600 else TryAgain(problem)


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:200]
