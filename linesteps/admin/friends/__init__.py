"""The screens of friends: list and profile."""
