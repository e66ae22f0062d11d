"""What is known about natural languages: tokens, stems, sentences, dates, function words.

Input: text.
Output: tokens, spans, dates.
May import: nothing of this project.
"""
