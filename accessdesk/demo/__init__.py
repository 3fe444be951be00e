"""A desk to try: an invented estate with people, visits and passports, and its own secrets."""
