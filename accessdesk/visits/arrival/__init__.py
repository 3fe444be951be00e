"""Would somebody get in at a time: for a visit to be asked for, and for a pass."""
