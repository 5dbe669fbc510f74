"""How many messages will count against the plan, month by month."""
