"""The screens for editors: scenarios, friends, coupons, tags, attributes, accounts."""
