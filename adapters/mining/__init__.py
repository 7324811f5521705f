"""流程挖掘: the whole log for process-mining programs: OCEL 2.0 (JSON, SQLite), XES; and its conformance."""
