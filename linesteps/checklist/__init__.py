"""What must be right before a scenario is published, and what its readers will feel of it."""
