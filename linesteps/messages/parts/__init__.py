"""What several kinds of messages are made of: buttons, words with limits, pictures in a shape, files."""
