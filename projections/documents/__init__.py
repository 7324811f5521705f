"""文稿: what each document says, read from the log: letters as they were signed, all else from any viewpoint."""
