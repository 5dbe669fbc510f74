"""The screens of rich menus."""
