"""Ask for a visit: the form, the list of visitors, what recurs, what is free."""
