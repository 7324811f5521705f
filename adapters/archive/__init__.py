"""归档包: an archive package as a folder or zip that anybody can verify without Duban.

    write_package(parcel, source, package)   manifest, list of contents, files, sums; what is missing is returned
    faults_of(path, expected)                what is wrong with a package that lies on a disk, or in a zip

`writing` makes it, `checking` looks through it; the manifest itself is domain/archive/manifest.py.
"""

from adapters.archive.checking import FAULT_NAMES, faults_of
from adapters.archive.writing import PackageSource, Written, write_package

__all__ = ["FAULT_NAMES", "PackageSource", "Written", "faults_of", "write_package"]
