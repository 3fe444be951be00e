"""The desk over requests of every kind: pages, API, and the home page of each role."""
