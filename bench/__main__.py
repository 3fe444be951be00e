"""Run the benchmarks, all of them or by name: `python -m bench gate planner`."""

import argparse

from bench import abuse, gate, identity, messages, planner, request, servers

ALL = {
    "identity": identity.run,
    "request": request.run,
    "planner": planner.run,
    "gate": gate.run,
    "messages": messages.run,
    "servers": servers.run,
    "abuse": abuse.run,
}


def main() -> None:
    """Run the named benchmarks, or all of them, and print a table of each."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="which; all without")
    parser.add_argument("--passes", type=int, default=100_000, help="passes stored (gate)")
    parser.add_argument("--journal", type=int, default=0, help="journal entries stored (gate)")
    parser.add_argument("--seconds", type=float, default=6.0, help="length of each run (gate)")
    parser.add_argument("--desks", type=int, nargs="+", default=[1, 8, 32], help="desks (gate)")
    parser.add_argument(
        "--large",
        action="store_true",
        help="compare 10,000 passes and 100,000 entries with a million and ten million (gate)",
    )
    parser.add_argument("--backlog", type=int, default=5_000, help="messages waiting (messages)")
    parser.add_argument("--servers", nargs="*", help="which of them (servers); all without")
    options = parser.parse_args()
    for name in options.names or ALL:
        ALL[name](options)


if __name__ == "__main__":
    main()
