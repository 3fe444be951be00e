"""Before a request is taken in: whether its door is open, and which severity it may have."""
