"""The site's own pages as a source: which friend is visiting, with consent, and what they did there."""
