"""Time one whole decision on an ID: read, judge, compare the name (target: p95 under 2 ms)."""

import argparse
import hashlib
from datetime import date
from time import thread_time

from accessdesk.gate.entry.papers import ScannedId, compare, look_at
from accessdesk.gate.rules import decide_entry
from bench.tables import percentile, print_table, verdict
from tests.gate.documents import passport
from tests.gate.given import DURING, facts
from tests.identity.aamva_card import Card

ROUNDS = 1500
TODAY = date(2026, 12, 1)
P95_MS = 2.0
DOCUMENTS = {
    "passport (TD3)": (passport("Mueller", "Juergen"), "Jürgen Müller"),
    "licence (AAMVA 10)": (Card().text(), "Augustus Theodore Whitfield"),
    "passport, another's": (passport("Smith", "Agent"), "Jürgen Müller"),
    "passport, far script": (passport("Papadopoulos", "Georgios"), "Γεώργιος Παπαδόπουλος"),
}


def decide_once(raw: str, name: str) -> str:
    """Read a document, judge it and its bearer's name, and decide on the entry."""
    seen = look_at(ScannedId(raw, original=True), {}, on=TODAY, key=b"")
    shown, _ = compare(seen, name)
    return decide_entry(facts(shown_id=shown), now=DURING).decision.value


def run(_options: argparse.Namespace) -> None:
    """Time each kind of document many times, and hash its text as what is compared with.

    Processor time is taken, since it is the same whatever else the machine does.
    """
    rows = []
    for label, (raw, name) in DOCUMENTS.items():
        decision = decide_once(raw, name)
        times, floor = [], []
        for _ in range(ROUNDS):
            begun = thread_time()
            decide_once(raw, name)
            between = thread_time()
            raw.encode().upper().split(b"\n")
            hashlib.sha256(raw.encode()).hexdigest()
            times.append((between - begun) * 1000)
            floor.append((thread_time() - between) * 1000)
        p95 = percentile(times, 0.95)
        ratio = percentile(times, 0.5) / percentile(floor, 0.5)
        figures = [f"{percentile(times, 0.5):.3f}", f"{p95:.3f}", f"{max(times):.2f}"]
        rows.append([label, decision, *figures, f"{ratio:.0f}", verdict(p95, P95_MS)])
    head = ["document", "decision", "p50 ms", "p95 ms", "worst", "x hash", f"p95 <= {P95_MS} ms"]
    print_table("One decision on an ID: read, judge, compare, decide", head, rows)
