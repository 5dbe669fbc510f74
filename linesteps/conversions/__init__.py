"""Counting who reached which goal through which message, from facts."""
