"""Is everything at work, and what needs a person: one check a file, asked by page, command and machines."""
