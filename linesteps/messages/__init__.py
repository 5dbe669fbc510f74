"""Kinds of messages, and what they are made of."""
