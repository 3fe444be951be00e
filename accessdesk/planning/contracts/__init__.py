"""How far a customer has come, its pilot cohort and its contract, changed with a reason."""
