"""What other systems tell: addresses of our own that take signed reports, and what came of each report."""
