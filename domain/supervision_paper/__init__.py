"""督办文书: the papers of the ladder (督办函, 通报, 约谈通知), one for each unit, level and working day.

Not to be taken for the papers of households (domain/household_file), for decisions signed on paper
(domain/problem/paper.py) or for the forms of a document (domain/papers.py).
"""
