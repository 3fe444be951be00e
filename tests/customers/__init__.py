"""Customers: their phase, their cohort and their contract."""
