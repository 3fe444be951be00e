"""What a customer's plan and phase are, and whom they let ask for something (R-ONB-5)."""

from datetime import date
from enum import StrEnum


class Plan(StrEnum):
    """The support plan that a customer has."""

    DEDICATED = "dedicated"
    ITAR = "itar"


class Phase(StrEnum):
    """How far a customer's onboarding has come."""

    DEPLOYMENT = "deployment"
    PILOT = "pilot"
    OPERATE = "operate"


class Shut(StrEnum):
    """Why nothing can be asked for: the customer's phase, the cohort, or the contract."""

    IN_DEPLOYMENT = "in-deployment"
    NOT_IN_PILOT = "not-in-pilot"
    CONTRACT_ENDED = "contract-ended"


def why_shut(phase: Phase, contract_ends_on: date, *, in_pilot: bool, on: date) -> Shut | None:
    """Why a contact of such a customer can ask for nothing on a day, or None where they can.

    A contract runs through its last day. `in_pilot` is whether the contact is of the cohort.
    """
    if on > contract_ends_on:
        return Shut.CONTRACT_ENDED
    if phase is Phase.DEPLOYMENT:
        return Shut.IN_DEPLOYMENT
    if phase is Phase.PILOT and not in_pilot:
        return Shut.NOT_IN_PILOT
    return None
