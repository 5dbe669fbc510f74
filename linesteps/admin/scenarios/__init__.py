"""The screens of scenarios: list, form, problems, operation, import and export."""
