"""The life of one problem, told as given - when - then over the real casework in memory."""
