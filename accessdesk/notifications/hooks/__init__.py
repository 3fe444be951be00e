"""Webhooks: opened, guarded, called."""
