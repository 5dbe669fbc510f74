"""One-off sends in the admin."""
