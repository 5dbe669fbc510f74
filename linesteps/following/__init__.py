"""Scenarios that follow what their messages are filled from: messages of the library, and pages."""
