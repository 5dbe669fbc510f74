"""Other systems that steps may call, and the calls."""
