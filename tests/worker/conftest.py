"""The desk and the receivers of the message tests, for workers too."""

from tests.notifications.conftest import clock, desk, hook, mail, make_desk

__all__ = ["clock", "desk", "hook", "mail", "make_desk"]
