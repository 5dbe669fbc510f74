"""Keeping a cluster alive: its beat, and the program that starts it again when it hangs."""
