"""Which severity a request may have: whose it is to declare, and when it needs a reason."""

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Invalid
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import CUSTOMER_SEVERITIES, Severity
from accessdesk.telephone import DESK


def check_severity(actor: Actor, severity: Severity) -> None:
    """Refuse severity 1 to a customer, on every path (R-SEV-1); raises Invalid at its field."""
    if severity not in CUSTOMER_SEVERITIES and not actor.is_staff:
        raise Invalid(
            code="severity-operator-only",
            fields={
                "severity": f"Severity 1 is declared by the operator. Choose A and call {DESK}."
            },
        )


def check_availability(severity: Severity, *, affects: bool, reason: str) -> None:
    """Ask for a reason when what may affect availability is less than A (R-SEV-7).

    Raises Invalid at its field.
    """
    if affects and severity not in {Severity.ONE, Severity.A} and not reason.strip():
        raise Invalid(
            code="severity-reason",
            fields={
                "severity_reason": "What may affect availability is severity A. Choose A, or say "
                "why a lower level will do."
            },
        )


def check_lowered(sr: RequestFacts, severity: Severity, reason: str) -> None:
    """Ask for a reason when a request that may affect availability gets less than A (R-SEV-7).

    Raises Invalid at its field.
    """
    affects = bool(sr.details.get("affects_availability"))
    check_availability(severity, affects=affects, reason=reason)


def read_severity(value: str) -> Severity:
    """Read a severity as it is written in an address; raises Invalid for what is none."""
    try:
        return Severity(value)
    except ValueError:
        raise Invalid(fields={"severity": "A severity is 1, A, B, C or D."}) from None
