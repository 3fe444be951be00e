"""Periods in which a site is closed: drawn from dates, rules, holidays and files."""
