"""What goes with a visit: escorts, the landlord, calendars, who is inside, who did not come."""
