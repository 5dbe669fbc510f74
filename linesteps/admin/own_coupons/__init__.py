"""The screens of own coupons."""
