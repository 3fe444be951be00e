"""The process that does what web requests must not wait for."""
