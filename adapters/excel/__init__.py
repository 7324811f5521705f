"""Excel: any table as a workbook in the form of its document (workbook.py), or in an office's own (template.py)."""
