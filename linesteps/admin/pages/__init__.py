"""What LINE messages use of the site's own pages, told before a page goes."""
