"""Facts extracted from text: numbers, dates, names, negation, tense.

Input: any text.
Output: values that can be compared with those of another text.
May import: `ingest.language`.
"""
