"""The screens of LINE Official Accounts."""
