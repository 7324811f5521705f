"""Word: documents as .docx, from templates in the form of GB/T 9704-2012 that an office may edit in Word.

forms.py says what each kind of document reads like, building.py makes the templates of it, templates/ holds them as
they are shipped, own.py those that an office has put in their place, checking.py what a template may ask for,
filling.py fills one in.
"""
