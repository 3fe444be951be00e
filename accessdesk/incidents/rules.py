"""What is refused, by which clause, and who owns it instead (R-ACC-4 to R-ACC-6)."""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What an incident is about, as the customer's desk sees it."""

    SERVICE = "service"
    NETWORK = "network"
    HARDWARE = "hardware"
    ON_PREMISES_SOFTWARE = "on-premises-software"
    THIRD_PARTY_SOFTWARE = "third-party-software"
    PROCEDURES = "procedures"
    ARCHITECTURE = "architecture"
    PROCESS_ERROR = "process-error"


CATEGORY_WORD: dict[Category, str] = {
    Category.SERVICE: "The service itself",
    Category.NETWORK: "Network",
    Category.HARDWARE: "Hardware",
    Category.ON_PREMISES_SOFTWARE: "On-premises software",
    Category.THIRD_PARTY_SOFTWARE: "Third-party software",
    Category.PROCEDURES: "Procedures",
    Category.ARCHITECTURE: "Architecture",
    Category.PROCESS_ERROR: "A process or configuration error",
}


class Clause(StrEnum):
    """Why an escalation is refused; `other` needs a written reason."""

    NETWORK = "network"
    HARDWARE = "hardware"
    ON_PREMISES_SOFTWARE = "on-premises-software"
    THIRD_PARTY_SOFTWARE = "third-party-software"
    PROCEDURES = "procedures"
    ARCHITECTURE = "architecture"
    PROCESS_ERROR = "process-error"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause as the letter names it, and the right owner of the matter."""

    clause: str
    owner: str


CLAUSES: dict[Clause, ClauseWords] = {
    Clause.NETWORK: ClauseWords(
        "it concerns your own network", "your network team, or the carrier of the line"
    ),
    Clause.HARDWARE: ClauseWords(
        "it concerns your own hardware", "your hardware team, or the vendor who maintains it"
    ),
    Clause.ON_PREMISES_SOFTWARE: ClauseWords(
        "it concerns on-premises software outside the service offering",
        "your team that runs that software",
    ),
    Clause.THIRD_PARTY_SOFTWARE: ClauseWords(
        "it concerns software that is not ours", "the vendor of that software"
    ),
    Clause.PROCEDURES: ClauseWords(
        "it concerns your own operational procedures", "your operations management"
    ),
    Clause.ARCHITECTURE: ClauseWords(
        "it concerns the architecture of your own solution", "your architects"
    ),
    Clause.PROCESS_ERROR: ClauseWords(
        "it follows from an error of process, of configuration or of a person on your side",
        "your change or operations management",
    ),
    Clause.OTHER: ClauseWords(
        "it is outside the service, for the reason below", "your own service desk"
    ),
}


def letter(clause: Clause, reason: str, *, contact: str, summary: str, operator: str) -> str:
    """Write the letter of a refusal, which names the clause and the right owner (R-ACC-5)."""
    words = CLAUSES[clause]
    parts = [
        f"Dear {contact},",
        f"we cannot take on “{summary}” as an incident, because {words.clause}.",
        reason.strip(),
        f"The right owner of this is {words.owner}.",
    ]
    if clause is Clause.HARDWARE:
        parts.append(
            "Our hands can still help: this request can become one for remote hands or for site "
            "access, with what you have written, your contact and the devices carried over."
        )
    return "\n\n".join([*filter(None, parts), f"{operator} service desk"])


def faults_of_incident(impact: str, tried: str) -> dict[str, str]:
    """What an escalation lacks, by field (R-ACC-4)."""
    faults = {}
    if not impact.strip():
        faults["impact"] = "Say what it does to the business."
    if not tried.strip():
        faults["tried"] = "Say what has been tried already; without it this is incomplete."
    return faults
