"""What other programs may ask: tell events, read and change friends, start and end runs (docs/reference/api.md)."""
