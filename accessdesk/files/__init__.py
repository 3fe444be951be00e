"""Stored files of every kind: kept with the row that names them, and brought home afterwards."""
