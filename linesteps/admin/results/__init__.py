"""What came of a scenario: its picture with numbers, a table, the people behind each number."""
