"""The desk of a gate: its pages and forms."""
