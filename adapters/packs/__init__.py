"""规则包: a place's rules, read from YAML into `domain.pack.Pack`.

    load_packs(folder)         all packs of a folder, by id; PackError with every fault of every pack
    load_pack(folder)          one pack
    packs_folder(override)     where packs are
    shipped_calendar(folder)   the business calendar beside them

`reading` reads the files with line numbers, `loading` puts a pack together and has `domain.soundness` look at it,
`differing` sets two packs side by side, `skeleton` begins a new one, `words` has the Chinese names, `reference` the
tables of docs/packs.md, which says how a pack is written.
"""

from adapters.packs.faults import PackError, PackFault
from adapters.packs.loading import load_pack, load_packs, load_themes, packs_folder, read_pack, shipped_calendar

__all__ = [
    "PackError",
    "PackFault",
    "load_pack",
    "load_packs",
    "load_themes",
    "packs_folder",
    "read_pack",
    "shipped_calendar",
]
