"""What LINE counts of the messages of each step: many people together, never one of them."""
