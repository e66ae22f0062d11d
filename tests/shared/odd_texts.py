"""Texts for property tests: of many scripts, with and without marks that end a sentence."""

from hypothesis import strategies as st

# Graphemes: what a person takes for one character. Texts of these are cut between them, never within.
GRAPHEMES = (
    *(
        "a",
        "Z",
        "é",
        "e\u0301",
        "ẍ\u0323",
        "ß",
        "ш",
        "ب\u064e",
        "ש\u05b8",
        "की",
        "क्षि",
        "水",
        "橋",
        "한",
        "が",
        "7",
        "_",
    ),
    *(
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🏳️‍🌈",
        "❤️",
        "🧑🏿‍🚀",
        "🇮🇸",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "🚢",
        "𝒳",
    ),
)
_BREAKS = (
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    " \n",
    "\t",
    "\u00a0",
    "\u3000",
    ". ",
    "! ",
    "? ",
    "。",
    "؟ ",
    "… ",
    ', "',
    ".\n",
    ": ",
)

texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(GRAPHEMES + _BREAKS), max_size=400).map("".join),
    # long runs without a space or a full stop
    st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=60).map(lambda some: "".join(some) * 40),
)
