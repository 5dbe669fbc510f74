"""The gallery of templates: to find one, to look at it, to use it, and to save scenarios as one."""
