"""The page that says whether everything is at work, and what can be done where it is not."""
