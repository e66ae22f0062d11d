"""A small app with cited answers of its own: reads a folder of articles, answers questions from stdin, and shows every quote in its place.

python examples/python_app.py ARTICLES LIBRARY
"""

import sys

from assistant import Assistant, AssistantError, Conversation


def main(articles: str, library: str) -> int:
    """Answers line by line until the input ends."""
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
            for one in answer.citations:
                before = assistant.article(one.article_id).text[max(one.start - 30, 0) : one.start]
                print(f"  [{one.number}] {one.title}: …{before!r} then {one.quote!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
