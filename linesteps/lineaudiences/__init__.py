"""Audiences at LINE: people whom a narrowcast can be sent to, as LINE keeps them."""
