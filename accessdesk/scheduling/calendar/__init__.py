"""Calendar text: read from files, written as invitations and feeds."""
