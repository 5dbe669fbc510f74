"""What a site's templates may use."""
