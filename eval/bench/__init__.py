"""How cost grows: libraries of growing size, made of real articles, and what questions and changes cost in them."""
