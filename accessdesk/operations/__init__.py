"""What whoever runs the service looks at: health, figures, the journal."""
