"""Rich menus: the picture below the chat, what a tap on it does, and who sees which."""
