"""Narrowcasts: one send to people whom LINE finds, by audiences and by attributes that only LINE knows.

LINE forbids to learn attributes of single people by it (development guidelines): so there is no row for a person here,
and nothing that LINE counts ever becomes a fact of a friend.
"""
