"""Test sends: one step of a draft to registered testers, never a part of any figure."""
