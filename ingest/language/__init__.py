"""Everything that is known about natural languages: word lists, tokens, stems, sentences, names, dates.

Input: text.
Output: tokens, spans, names, dates.
May import: nothing else of this project.

A language is a `Language` object in a module of its own (`english`); `languages` finds it by its tag. To add one, write such a module
and add it there.
"""
