"""Import every table, so that the metadata is whole for migrations and tests."""

from accessdesk.accounts import models as accounts
from accessdesk.customers import models as customers
from accessdesk.estate import models as estate
from accessdesk.files import models as files
from accessdesk.gate import models as gate
from accessdesk.incidents import models as incidents
from accessdesk.journal import guards_beside as _guards  # noqa: F401  # They come with the tables.
from accessdesk.journal import models as journal
from accessdesk.journal import triggers as _triggers  # noqa: F401  # They come with the tables.
from accessdesk.notifications import models as notifications
from accessdesk.outages import models as outages
from accessdesk.passes import models as passes
from accessdesk.remote_hands import models as remote_hands
from accessdesk.scheduling import models as scheduling
from accessdesk.service_requests import models as service_requests
from accessdesk.visits import models as visits
from accessdesk.web import models as web

# The newest migration; whether the folder agrees is tested, so that no web process loads it. Its
# name stands here too, so that two branches that take one number conflict when they meet.
HEAD = "0021"  # replace_no_row_beside_the_journal

TABLES_OF = (
    journal,
    files,
    accounts,
    web,
    customers,
    estate,
    service_requests,
    scheduling,
    passes,
    gate,
    visits,
    remote_hands,
    incidents,
    outages,
    notifications,
)
