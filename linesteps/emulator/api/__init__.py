"""The HTTP face of the emulated platform, one module for each area of LINE's API."""
