"""The word that goes out: planned from the journal, sent by the worker, kept to be read."""
