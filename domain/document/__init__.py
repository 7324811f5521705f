"""文稿: what is printed of a case and signed: its kinds and numbers; drafted, reviewed, signed, frozen.

Letters that belong to a case of their own (督办函, 整改函, 移交函) are signed there; all else is a document here.
"""
