"""Documents that leave: a plan, an action, minutes and a booklet on paper, and a year of a plan as slides.

What a document says is made of rows, as data (plan.py, review.py, minutes.py, ../booklet); how it looks stands in a template (*.typ) or in
slides.py; and a process of its own (press.py, slides.py), which printing.py starts, puts the two together.
"""
