"""Narrowcasts in the admin."""
