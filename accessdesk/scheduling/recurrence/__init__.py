"""Visits that recur: the rule, its days, its windows."""
