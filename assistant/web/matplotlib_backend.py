"""Chooses matplotlib's backend, so that Gradio does not make it look for one."""

from contextlib import suppress


def choose_matplotlib_backend() -> None:
    """Chooses the backend that draws without a display. It does nothing without matplotlib.

    Gradio reads the backend at each event. If none is chosen, the first event imports all of pyplot on the event loop,
    and all clients wait for a second.
    """
    with suppress(ImportError):
        import matplotlib

        matplotlib.use("agg")
