"""Addresses at which other systems report, and what they reported."""
