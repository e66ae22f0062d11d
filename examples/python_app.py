"""A small app with cited answers: reads a folder of articles, answers questions from stdin, prints every quote with its context.

python examples/python_app.py ARTICLES LIBRARY
"""

import sys

from assistant import Assistant, AssistantError, Conversation


def main(articles: str, library: str) -> int:
    """Answers each line of the input."""
    with Assistant.open(library) as assistant:
        report = assistant.ingest(articles)
        for problem in report.failed:
            print(f"{problem.origin}: {problem.reason}", file=sys.stderr)
        chat = Conversation()
        for line in sys.stdin:
            try:
                answer = assistant.ask(line, conversation=chat)
            except AssistantError as error:
                print(error)
                continue
            print(answer.text)
            for citation in answer.citations:
                before = assistant.article(citation.article_id).text[max(citation.start - 30, 0) : citation.start]
                print(f"  [{citation.number}] {citation.title}: …{before!r} then {citation.quote!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
