"""A site's policy, its closed periods and its week, as pages and API."""
