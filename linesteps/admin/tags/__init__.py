"""The screens of tags: list by folder, form, merging, and what uses a tag."""
