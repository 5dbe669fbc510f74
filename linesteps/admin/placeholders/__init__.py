"""The names and values that can be put into a message, for the menu of text fields."""
