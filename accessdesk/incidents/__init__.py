"""Incidents that a customer escalates: accepted with a number, or refused with a letter."""
