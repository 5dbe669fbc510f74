"""Entry routes: by which poster, card or site somebody came to add the account, as far as LINE says who it was."""
