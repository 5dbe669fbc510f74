"""Opening links to see whether friends could: bounded, remembered, and never into a private network."""
