"""Whether what somebody shows is a valid ID at a site."""
