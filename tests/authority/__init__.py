"""Who may do what: the organisation as it was at the moment, the table, the ways up, the whole matrix."""
