"""From page bytes to an article: what the outlet published, freed of what its site puts around it.

`transforms.extraction.article` is the whole: `extract(body, url, ...) -> Article`. It reads the page once
(`page`, `linked_data`), asks each module for one thing (`title`, `authors`, `dates`, `body`, `kind`) and lets
`boilerplate` take out what is not the article's own text. Nothing here knows any site by name.
"""
