"""The edge of the application: who acts, what they may, and how errors are said."""
