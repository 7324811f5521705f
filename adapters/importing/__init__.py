"""Reading files that offices really have (导入): from a file to a structured result that can be previewed.

    recognise(path)                      what the file is, by its content
    read_plan(path, year)                整改方案, .txt or .docx     -> PlanDocument
    read_ledger(path, year, taxonomy)    台账 附件1-1 / 1-2, .xlsx or .xls -> LedgerDocument
    read_people(path)                    单位和人员名单, .xlsx or .xls   -> PeopleDocument
    match_person(written, people, unit)  a name in a cell -> Matched, or a Decision
    preview_plan / preview_ledger / preview_people, print_preview, as_json

Nothing here writes or issues commands. Whatever is wrong with a file is an ImportRefused; what has two readings is a
Decision; what belongs nowhere is Unread. docs/import.md says what is understood, with examples.
"""

from adapters.importing.dates import Day, Standing, Unclear, Undated
from adapters.importing.due import Due
from adapters.importing.findings import Decision, Unread, Value
from adapters.importing.ledger import LedgerDocument, LedgerRow, LedgerSheet, Scope, read_ledger
from adapters.importing.matching import KnownPerson, Matched, match_person
from adapters.importing.opening import MAX_FILE_BYTES, Kind, recognise
from adapters.importing.people import PeopleDocument, PersonRow, UnitRow, read_people
from adapters.importing.plan import Heading, PlanDocument, PlanItem, read_plan
from adapters.importing.preview import Preview, as_json, preview_ledger, preview_people, preview_plan, print_preview
from adapters.importing.refusals import ImportRefused, Place, Refusal

__all__ = [
    "MAX_FILE_BYTES",
    "Day",
    "Decision",
    "Due",
    "Heading",
    "ImportRefused",
    "Kind",
    "KnownPerson",
    "LedgerDocument",
    "LedgerRow",
    "LedgerSheet",
    "Matched",
    "PeopleDocument",
    "PersonRow",
    "Place",
    "PlanDocument",
    "PlanItem",
    "Preview",
    "Refusal",
    "Scope",
    "Standing",
    "Unclear",
    "Undated",
    "UnitRow",
    "Unread",
    "Value",
    "as_json",
    "match_person",
    "preview_ledger",
    "preview_people",
    "preview_plan",
    "print_preview",
    "read_ledger",
    "read_people",
    "read_plan",
    "recognise",
]
