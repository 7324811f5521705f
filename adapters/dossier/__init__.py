"""履责情况追溯材料: one folder or zip that tells how a problem was answered for, readable without Duban.

    write_dossier(parcel, source, about)   all files of one problem, or of several below one index
    open_parcel(out, at)                   a folder or, by the ending .zip, a zip that is there whole or not at all

`parcel` hashes what is written, `writing` says which files there are, `page` prints the page, `papers` the letters.
"""

from adapters.dossier.about import About
from adapters.dossier.parcel import Parcel, open_parcel
from adapters.dossier.writing import DossierSource, write_dossier

__all__ = ["About", "DossierSource", "Parcel", "open_parcel", "write_dossier"]
