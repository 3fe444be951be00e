"""Outage communication at severity 1 and A: who is told, what, how often, and when it ends."""
