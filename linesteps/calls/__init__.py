"""Calls of other systems that steps ask for: written with the step, made after its commit, told when given up."""
