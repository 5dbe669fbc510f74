"""Tags and attributes of friends out of a file: read, looked through line by line, and written once."""
