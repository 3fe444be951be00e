"""Organisations and their authorised contacts."""
