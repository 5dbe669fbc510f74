"""The message library in the admin."""
