"""Parts of StreamField that Wagtail does not have: recursion, and references to steps."""
