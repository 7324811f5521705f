"""Ratios of our paths to plain ones, measured side by side in one run: `python -m bench`. See README.md."""
