"""Trying a scenario out: the real engine on a clock of its own, in a transaction that is rolled back."""
