"""Print figures in columns, each beside what is to be reached."""

from collections.abc import Sequence


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads, as wide as the widest."""
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    print(f"\n{title}")
    for row in (head, ["-" * width for width in widths], *rows):
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all is not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def verdict(value: float, limit: float, *, at_least: bool = False) -> str:
    """Whether a figure reaches its target."""
    reached = value >= limit if at_least else value <= limit
    return "reached" if reached else "MISSED"
