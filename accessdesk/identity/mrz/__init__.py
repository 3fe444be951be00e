"""Machine-readable zones: from what a scanner typed to a document."""
