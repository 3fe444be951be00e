"""Measure admissions over HTTP on PostgreSQL, beside the same rows written by bare psycopg."""

import argparse
import multiprocessing
from dataclasses import dataclass
from itertools import count

from bench.floor import Floor, measure
from bench.generator import Run, drive
from bench.proc import backends, cpu_seconds, rss_mb
from bench.stored import SITES, Estate, filled, name_of
from bench.tables import percentile, print_table, verdict
from tests.load.desks import entry
from tests.load.serving import Server, running, start

TARGET_DESKS, TARGET_RATIO, TARGET_P95_MS, TARGET_RSS_MB = 8, 0.15, 25.0, 120.0
TARGET_GROWTH = 1.2
MOST_PER_SECOND = 1200
WARM_UP = 1.5
SMALL, LARGE = (10_000, 100_000), (1_000_000, 10_000_000)

_serial = count()


@dataclass(frozen=True)
class Figures:
    """One run at some desks: what they saw, what it cost, and the floor beside it."""

    desks: int
    sites: int
    run: Run
    floor: Floor
    web_ms: float
    database_ms: float

    @property
    def p95_ms(self) -> float:
        """The 95th percentile of an admission, as the desk sees it."""
        return percentile(self.run.took, 0.95) * 1000

    @property
    def ratio(self) -> float:
        """The admissions per second as a share of the floor's."""
        return self.run.rate / self.floor.rate

    def row(self) -> list[str]:
        """The line of the table."""
        took = [percentile(self.run.took, share) * 1000 for share in (0.5, 0.95, 0.99)]
        floor_p95 = percentile(self.floor.took, 0.95) * 1000
        return [
            f"{self.desks} at {self.sites}",
            f"{self.run.rate:.0f}",
            *(f"{each:.1f}" for each in took),
            f"{self.web_ms:.2f}",
            f"{self.database_ms:.2f}",
            f"{self.floor.rate:.0f}",
            f"{floor_p95:.1f}",
            f"{self.ratio:.3f}",
        ]


HEAD = [
    "desks, sites",
    "adm/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "web CPU ms",
    "db CPU ms",
    "floor/s",
    "floor p95",
    "ratio",
]


def calls(estate: Estate, desks: int, sites: int, seconds: float) -> list[list[bytes]]:
    """Write more calls for each desk than it can send in the time."""
    each = int(seconds * MOST_PER_SECOND / max(desks, 2)) + 20
    return [
        [
            entry(
                estate.token,
                f"bench-{next(_serial)}",
                code,
                desk="north",
                site=site,
                bearer=name_of(pass_id),
            )
            for pass_id, code in estate.codes(each, site)
        ]
        for site in (SITES[number % sites] for number in range(desks))
    ]


def in_a_process(port: int, written: list[list[bytes]], seconds: float) -> Run:
    """Drive the desks from a process of their own, as they are not on the server's account."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(drive, (port, written, seconds))


def at_desks(estate: Estate, server: Server, desks: int, sites: int, seconds: float) -> Figures:
    """Measure admissions at this many desks, and right after it the floor."""
    in_a_process(server.port, calls(estate, desks, sites, WARM_UP), WARM_UP)
    written = calls(estate, desks, sites, seconds)
    web, database = [server.process.pid, *server.workers()], backends(estate.url)
    before = cpu_seconds(web), cpu_seconds(database)
    run = in_a_process(server.port, written, seconds)
    after = cpu_seconds(web), cpu_seconds(database)
    if run.others:
        raise RuntimeError(run.others[0].decode(errors="replace"))
    web_ms, database_ms = (
        (b - a) / len(run.took) * 1000 for a, b in zip(before, after, strict=True)
    )
    floor = measure(estate, SITES[:sites], desks, seconds / 2)
    return Figures(desks, sites, run, floor, web_ms, database_ms)


def served(
    estate: Estate, plans: list[tuple[int, int]], seconds: float
) -> tuple[list[Figures], float]:
    """Measure every plan on one server; returns the largest worker's memory, too."""
    with running([start(estate.url, estate.data_dir, workers=4)]) as [server]:
        figures = [at_desks(estate, server, desks, sites, seconds) for desks, sites in plans]
        return figures, max(rss_mb(pid) for pid in server.workers())


def run(options: argparse.Namespace) -> None:
    """Print the table, and what of the targets is reached."""
    if options.large:
        compare_sizes(options)
        return
    plans = [(desks, len(SITES)) for desks in options.desks] + [(TARGET_DESKS, 1)]
    with filled(passes=options.passes, journal=options.journal) as estate:
        figures, memory = served(estate, plans, options.seconds)
    title = f"Admissions over HTTP, PostgreSQL, {options.passes:,} passes, 4 workers"
    print_table(title, HEAD, [each.row() for each in figures])
    for each in figures:
        if each.desks == TARGET_DESKS:
            where = f"at {each.desks} desks of {each.sites} site(s)"
            print(
                f"{where}: ratio >= {TARGET_RATIO}",
                verdict(each.ratio, TARGET_RATIO, at_least=True),
            )
            print(f"{where}: p95 <= {TARGET_P95_MS} ms", verdict(each.p95_ms, TARGET_P95_MS))
    print(
        f"largest worker: {memory:.0f} MB, <= {TARGET_RSS_MB:.0f} MB",
        verdict(memory, TARGET_RSS_MB),
    )


def compare_sizes(options: argparse.Namespace) -> None:
    """Print what an admission costs in a small database and in a large one."""
    costs, rows = [], []
    for passes, journal in (SMALL, (options.passes or LARGE[0], options.journal or LARGE[1])):
        with filled(passes=passes, journal=journal) as estate:
            [figures], _ = served(estate, [(TARGET_DESKS, len(SITES))], options.seconds)
        costs.append(figures.web_ms + figures.database_ms)
        rows.append([f"{passes:,} / {journal:,}", *figures.row()])
    print_table("Passes / journal entries stored", ["stored", *HEAD], rows)
    growth = costs[1] / costs[0]
    print(f"cost x {growth:.2f}, <= {TARGET_GROWTH}", verdict(growth, TARGET_GROWTH))
