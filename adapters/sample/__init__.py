"""样例县: a county that never was, lived through by the real commands and moments, of any size, the same for its seed.

`folder.py` makes it into a data folder. It is for measuring and for looking around, never for real work.
"""
