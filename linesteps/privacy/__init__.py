"""What is kept of one person: handing it over, and erasing it."""
