"""Reaching other people's servers: what every way out shares, so that none leads into a private network."""
