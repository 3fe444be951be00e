"""What a customer's plan and phase are."""

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
