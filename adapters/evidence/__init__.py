"""佐证材料: the files behind the hashes that events name, kept by their content and never taken away.

`store.py` keeps and verifies them, `kinds.py` says what a file is by its first bytes, `exif.py` when a photo was taken,
`cited.py` which problems name which file.
"""
