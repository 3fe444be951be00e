"""What each side owes and when: clocks, commitments, and what is due first."""
