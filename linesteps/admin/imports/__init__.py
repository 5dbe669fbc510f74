"""The screens on which a file with facts of friends is brought in."""
