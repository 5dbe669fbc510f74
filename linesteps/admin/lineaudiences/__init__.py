"""LINE audiences in the admin."""
