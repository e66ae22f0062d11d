"""`assistant eval`: one module per command, collected in `commands`.

Input: question sets, results, articles. Output: measurements as tables or JSON.
May import: `assistant.eval`, `assistant.cli` and everything below them.
"""
