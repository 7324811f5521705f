"""打印: what stands on paper, whatever it is printed with: tables (printed_table.py, table_pages.py)."""
