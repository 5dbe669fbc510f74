"""The message library: messages that several scenarios share, and how they are written."""
