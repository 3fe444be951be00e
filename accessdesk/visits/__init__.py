"""Visits by a customer's vendor, carrier or staff: from the form to the last departure."""
