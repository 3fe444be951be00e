"""The table of customers: organisations that own co-located equipment."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import Base


class Customer(Base):
    """An organisation that owns co-located equipment: the tenant boundary."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    plan: Mapped[Plan]
    phase: Mapped[Phase]
    contract_ends_on: Mapped[date]
