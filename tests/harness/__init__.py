"""What the tests stand on: a database, a PostgreSQL server of their own, a browser."""
