"""The tables that the gate reads and writes, for statements that are built once."""

from sqlalchemy import func

from accessdesk.customers.models import Customer
from accessdesk.db import Base
from accessdesk.estate.models import Site
from accessdesk.gate.models import Admission, GateAttempt
from accessdesk.passes.models import Pass
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest, Visitor

_TABLES = Base.metadata.tables
CUSTOMERS = _TABLES[Customer.__tablename__]
SITES = _TABLES[Site.__tablename__]
REQUESTS = _TABLES[ServiceRequest.__tablename__]
VISITORS = _TABLES[Visitor.__tablename__]
WINDOWS = _TABLES[BookedWindow.__tablename__]
PASSES = _TABLES[Pass.__tablename__]
ATTEMPTS = _TABLES[GateAttempt.__tablename__]
ADMISSIONS = _TABLES[Admission.__tablename__]
# As `ServiceRequest.called` has it.
CALLED = func.coalesce(REQUESTS.c.number, REQUESTS.c.reference)
IS_INSIDE = ADMISSIONS.c.left_at.is_(None) & ADMISSIONS.c.undone_at.is_(None)
