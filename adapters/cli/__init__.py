"""The command line (命令行): typer commands, one file per kind of use; everything a person reads is Chinese."""
