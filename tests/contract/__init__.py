"""What every kind promises; the same checks serve our own kinds and those of sites."""
