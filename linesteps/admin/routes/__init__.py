"""Entry routes in the admin."""
