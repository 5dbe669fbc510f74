"""How many messages one person can get within a day, a week and a month."""
