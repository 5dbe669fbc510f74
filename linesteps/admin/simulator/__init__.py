"""The drawer in which editors try a scenario out."""
