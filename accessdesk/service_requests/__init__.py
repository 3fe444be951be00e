"""What every service request has: kind, life cycle, number, severity, people, updates."""
