"""The portal: server-rendered pages for people, one folder a slice, on the kit that all slices share.

In every slice the names are the same. ``page.py`` holds the routes: it reads and acts. ``view.py`` makes of what was
read a context of ``context.py``: one frozen dataclass a page, with plain typed values and never an object of the
database. A template beside them shows the context, and nothing else. Words that never change stand in the template;
words that depend on data (states, next steps) come in the context.
"""
