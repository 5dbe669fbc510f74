"""Goals of scenarios: what counts as success, and who reached it through which message."""
