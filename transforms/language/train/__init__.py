"""A reader's model out of open treebanks and named entities: ``python -m transforms.language.train --data DIR``.

Needs the extra ``train``. Nothing here is imported when text is read.
"""
