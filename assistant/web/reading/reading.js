// The reading pane. Gradio provides `element`, `trigger` and `watch`.

const NARROW = matchMedia("(max-width: 899px)");
const STORAGE_KEY = `article of ${location.pathname}`;
const storage = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that stores nothing
  }
})();
let opener = null;
let toEnd = false;
let requested = ""; // the last request, as JSON
let shown = null; // the request whose article is shown
let seamTop = null; // where on the screen new text will meet the text that is there, in pixels

const panes = document.getElementById("panes");
const pane = () => document.getElementById("reading-pane");
const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// On a narrow screen the pane covers the chat.
const setOpen = (open) => {
  panes.toggleAttribute("data-reading", open);
  const covered = document.querySelector("#chat-pane, #library-pane");
  if (covered) covered.inert = open && NARROW.matches;
};
NARROW.addEventListener("change", () => setOpen(panes.hasAttribute("data-reading")));

// Every button that names an article opens it.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-article]");
  if (!button) return;
  const { article, start, end, digest, edition, compare, first, last, seam, more } = button.dataset;
  if (!element.contains(button)) opener = button;
  const text = element.querySelector(".article-text");
  seamTop = more === "earlier" ? text.getBoundingClientRect().top : more === "later" ? text.getBoundingClientRect().bottom : null;
  toEnd = more === "ending";
  document.querySelectorAll("button[aria-current]").forEach((current) => current.removeAttribute("aria-current"));
  if (article && !more) button.setAttribute("aria-current", "true");
  setOpen(true);
  if (NARROW.matches) pane().focus({ preventScroll: true }); // the focused element is covered now
  show({ article, start, end, digest, edition, compare, first, last, seam });
});

const show = (request) => {
  storage[STORAGE_KEY] = requested = JSON.stringify(request);
  if (requested === shown) scrollToTarget(); // the same again: no change of the value will follow
  trigger("click", request);
};
// After a restart of the server, opens the article that was open.
const resume = () => {
  const request = JSON.parse((storage.resumes && storage[STORAGE_KEY]) || "{}");
  delete storage.resumes;
  if (!request.article) return;
  setOpen(true);
  show(request);
};

const goBack = () => {
  setOpen(false);
  if (NARROW.matches) delete storage[STORAGE_KEY];
  const target = opener?.isConnected ? opener : document.getElementById("question");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
};

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) goBack();
});
pane().addEventListener("keydown", (event) => {
  if (event.key === "Escape") goBack();
});

// Scrolls to the quote or the beginning of a new article; keeps the position if text was added to the open one.
const scrollToTarget = () => {
  const seam = element.querySelector("#seam");
  if (seam && seamTop !== null) {
    pane().scrollTop += seam.getBoundingClientRect().top - seamTop;
    seam.focus({ preventScroll: true });
    seamTop = null;
    return;
  }
  pane().scrollTop = toEnd ? pane().scrollHeight : 0;
  const mark = element.querySelector("mark");
  if (mark) {
    mark.scrollIntoView({ block: "center", behavior: "auto" });
    if (panes.hasAttribute("data-reading")) mark.focus({ preventScroll: true }); // unless the user has gone back
  } else if (NARROW.matches) {
    element.querySelector("button")?.focus({ preventScroll: true });
  }
};
watch("value", () => {
  const isFirst = shown === null;
  shown = requested;
  if (isFirst) resume(); // the first value is the list of articles, which needs no scrolling
  else scrollToTarget();
});

pane().setAttribute("role", "region");
pane().setAttribute("aria-label", _("Article"));
pane().tabIndex = 0;
