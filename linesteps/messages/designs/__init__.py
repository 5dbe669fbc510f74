"""What messages of our own design share: their forms, colours and parts. Each kind is a file one folder up."""
