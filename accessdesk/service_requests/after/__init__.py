"""What can be said and done after the end of a request: open it again, or go on from it anew."""
