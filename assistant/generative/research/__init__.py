"""Several steps before an answer: a language model looks things up with tools until it has what a question needs.

Input: a question that one search seldom answers, and the excerpts of the first search.
Output: the steps as they happen, and the passages that they found, each with the question that it was found for.
May import: `generative.providers`, `generative.streaming`, `generative.prompting`, `prompts`, `questions`, `answers`.
"""
