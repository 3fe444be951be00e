"""The command line: one group, one file per kind of command."""

from accessdesk.cli.main import main

__all__ = ["main"]
