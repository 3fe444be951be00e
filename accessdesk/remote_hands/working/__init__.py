"""What a technician does with a piece of work, and the page on their phone."""
