"""Coupons of the shop's own: their codes, who got which, and that each is used once."""
