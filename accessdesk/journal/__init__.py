"""The journal: an append-only chain of what happened, per site and for the operator."""
