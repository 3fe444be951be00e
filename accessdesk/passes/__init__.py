"""Passes: one signed code per visitor and window, the short code, and the paper."""
