"""The screens of coupons."""
