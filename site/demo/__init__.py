"""A small shop's Wagtail site that runs linesteps against the emulator."""
