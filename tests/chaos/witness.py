"""Check, against what desks were told, that nothing acknowledged was lost or doubled."""

import json
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from accessdesk.db import transaction
from accessdesk.gate.tables import ADMISSIONS, PASSES
from accessdesk.journal.audit import verify_journal
from accessdesk.journal.models import ENTRIES
from accessdesk.journal.rules import Event
from accessdesk.passes.hidden import show
from accessdesk.passes.short_code import ABOUT


def faults_of(told: Mapping[int, str]) -> list[str]:
    """List what is wrong; `told` maps each admission that a desk was told of to its short code.

    Every one of them must stand once, on its own pass, with one entry in a journal that holds;
    and there may be none that no desk was told of, as each call was repeated until answered.
    """
    with transaction(write=False) as session:
        bad = [f"journal: {entry}" for entry in verify_journal().bad]
        rows = session.execute(
            select(ADMISSIONS.c.id, PASSES.c.hidden_code).join(
                PASSES, PASSES.c.id == ADMISSIONS.c.pass_id
            )
        ).all()
        bodies = session.scalars(
            select(ENTRIES.c.body).where(ENTRIES.c.event == Event.GATE_ADMITTED.value)
        ).all()
    stands = {row.id: show(row.hidden_code, about=ABOUT) for row in rows}
    entries = Counter(json.loads(body)["facts"]["admission"] for body in bodies)
    return [
        *bad,
        *_differences("lost", told, stands),
        *_differences("never acknowledged", stands, told),
        *(f"doubled: {code}" for code, n in Counter(stands.values()).items() if n > 1),
        *(f"entries of {each}: {entries[each]}" for each in stands if entries[each] != 1),
        *(f"an entry of nothing: {each}" for each in entries if each not in stands),
    ]


def _differences(word: str, these: Mapping[int, str], those: Mapping[int, str]) -> list[str]:
    return [f"{word}: {each}" for each, code in these.items() if those.get(each) != code]
