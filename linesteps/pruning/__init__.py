"""Deleting what is not needed any more, in small batches."""
