"""From the journal to the receiver: planned, sent, tried again."""
