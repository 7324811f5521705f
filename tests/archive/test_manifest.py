"""归档清单: one canonical form, and a verifier that finds whatever was touched."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.archive.manifest import Entry, FaultKind, Manifest, canonical, manifest_hash, verify

pytestmark = pytest.mark.requirement("X-11")
ANY_DURATION = settings(deadline=None)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
ENTRIES = st.builds(Entry, st.sampled_from(["LETTER", "NOTICE", "PART"]), HASHES, st.text("0123456789号", max_size=4))
MANIFESTS = st.builds(
    Manifest,
    campaign=st.just("heyuan_2018"),
    group=st.text(max_size=5),
    period=st.sampled_from(["2018Q3", "2018"]),
    entries=st.lists(ENTRIES, max_size=6, unique=True).map(tuple),
    missing=st.lists(st.sampled_from(["REPLY", "NOTICE", "VISIT_RECORD"]), unique=True).map(tuple),
    none_arose=st.just(()),
)
EXAMPLE = Manifest("heyuan_2018", "督查三组", "2018Q3", (Entry("NOTICE", "b" * 64), Entry("LETTER", "a" * 64)))
FILES = {"函.docx": "a" * 64, "通知.pdf": "b" * 64}


def files_of(manifest: Manifest) -> dict[str, str]:
    return {f"file {number}": entry.sha256 for number, entry in enumerate(manifest.entries)}


def test_the_canonical_form_is_plain_json_that_sha256sum_can_hash() -> None:
    stored = canonical(EXAMPLE)
    assert stored.decode() == (
        '{"campaign":"heyuan_2018","entries":['
        f'{{"kind":"LETTER","number":"","sha256":"{"a" * 64}"}},{{"kind":"NOTICE","number":"","sha256":"{"b" * 64}"}}],'
        '"format":"duban-archive/1","group":"督查三组","missing":[],"none_arose":[],"period":"2018Q3"}'
    )
    assert manifest_hash(EXAMPLE) == sha256(stored).hexdigest()


@ANY_DURATION
@given(MANIFESTS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_filed_does_not_matter(manifest: Manifest, random: object) -> None:
    shuffled = list(manifest.entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert manifest_hash(replace(manifest, entries=tuple(shuffled))) == manifest_hash(manifest)


@ANY_DURATION
@given(MANIFESTS)
def test_a_package_verifies_against_its_own_manifest(manifest: Manifest) -> None:
    assert verify(canonical(manifest), manifest_hash(manifest), files_of(manifest)) == ()


@ANY_DURATION
@given(MANIFESTS, ENTRIES)
def test_one_entry_more_is_another_manifest(manifest: Manifest, entry: Entry) -> None:
    more = replace(manifest, entries=(*manifest.entries, entry))
    assert manifest_hash(more) != manifest_hash(manifest)


@ANY_DURATION
@given(MANIFESTS, st.data())
def test_a_touched_byte_of_the_manifest_is_found(manifest: Manifest, data: st.DataObject) -> None:
    stored = bytearray(canonical(manifest))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= 1
    (fault,) = verify(bytes(stored), manifest_hash(manifest), files_of(manifest))
    assert fault.kind is FaultKind.HASH_DIFFERS


@ANY_DURATION
@given(MANIFESTS.filter(lambda manifest: manifest.entries), st.data())
def test_a_file_that_is_gone_or_was_changed_is_named(manifest: Manifest, data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(manifest.entries))
    files = {name: hashed for name, hashed in files_of(manifest).items() if hashed != entry.sha256}
    faults = verify(canonical(manifest), manifest_hash(manifest), files | {"改过.docx": "changed"})
    assert {(fault.kind, fault.what) for fault in faults} == {
        (FaultKind.FILE_MISSING, entry.sha256),
        (FaultKind.FILE_UNKNOWN, "改过.docx"),
    }


def test_what_is_kept_by_its_number_needs_no_file() -> None:
    numbered = replace(EXAMPLE, entries=(*EXAMPLE.entries, Entry("REFERRAL_RECEIPT", number="县纪收〔2018〕3号")))
    assert verify(canonical(numbered), manifest_hash(numbered), FILES) == ()


def test_a_manifest_that_is_no_manifest_or_not_in_its_canonical_form_is_not_trusted() -> None:
    for stored, kind in ((b"{}", FaultKind.UNREADABLE), (canonical(EXAMPLE) + b"\n", FaultKind.NOT_CANONICAL)):
        (fault,) = verify(stored, sha256(stored).hexdigest(), FILES)
        assert fault.kind is kind
