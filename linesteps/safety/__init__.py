"""Noticing that sends go wrong in unusual numbers, and telling people."""
