"""The table of customers: organisations that own co-located equipment."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column, validates

from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import Base
from accessdesk.folding import folded


class Customer(Base):
    """An organisation that owns co-located equipment: the tenant boundary.

    `folded` is what its name is found by, and follows it.
    """

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    plan: Mapped[Plan]
    phase: Mapped[Phase]
    contract_ends_on: Mapped[date]
    folded: Mapped[str] = mapped_column(default="", server_default="")

    @validates("name")
    def _fold(self, _: str, value: str) -> str:
        self.folded = folded(value)
        return value
