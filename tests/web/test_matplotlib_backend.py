"""The first event on a page does not stop the server."""

import subprocess

from invented import CHILD_ENVIRONMENT, python_command

_READ_THE_BACKEND = """
import sys
from assistant.web.matplotlib_backend import choose_matplotlib_backend
choose_matplotlib_backend()
import matplotlib
assert matplotlib.get_backend() == "agg"
assert "matplotlib.pyplot" not in sys.modules
"""


def test_reading_the_backend_imports_no_pyplot():
    subprocess.run(python_command(_READ_THE_BACKEND), check=True, env=CHILD_ENVIRONMENT, timeout=60)
