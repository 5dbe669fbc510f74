"""The list that opens when somebody publishes a scenario."""
