"""Splits whose best path is taken by itself, or by an editor, and how that is undone."""
