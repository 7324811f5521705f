"""图: the pictures of projections/pictures.py, drawn in a terminal or as SVG files."""
