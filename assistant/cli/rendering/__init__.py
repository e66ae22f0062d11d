"""How results look: lines for a terminal, JSON and CSV.

Input: answers, articles, passages, reports. Output: lines of styled text, JSON-ready values, CSV files.
May import: `assistant.cli.output`, `assistant.cli.terminal_text`, `assistant.prompts` and the types that it renders.
"""
