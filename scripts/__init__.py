"""Tools for working on linesteps; none of this is in the package."""
