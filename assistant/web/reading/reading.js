// The reading pane. Gradio hands over `element`, `trigger` and `watch`.

const NARROW = matchMedia("(max-width: 899px)");
let opener = null;
const OPENED = `article of ${location.pathname}`;
const kept = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that keeps nothing
  }
})();
let atEnd = false;
let wanting = ""; // what was asked for last
let shown = null; // what of that is there
let growing = null; // where on the screen more of the open article will join what is there already

const panes = document.getElementById("panes");
const pane = () => document.getElementById("reading-pane");
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// On a narrow screen the pane lies over the chat.
const lay = (open) => {
  panes.toggleAttribute("data-reading", open);
  const under = document.querySelector("#chat-pane, #library-pane");
  if (under) under.inert = open && NARROW.matches;
};
NARROW.addEventListener("change", () => lay(panes.hasAttribute("data-reading")));

// Any button that names an article opens it.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-article]");
  if (!button) return;
  const { article, start, end, digest, first, last, seam, more } = button.dataset;
  if (!element.contains(button)) opener = button;
  const text = element.querySelector(".article-text");
  growing = more === "earlier" ? text.getBoundingClientRect().top : more === "later" ? text.getBoundingClientRect().bottom : null;
  atEnd = more === "ending";
  document.querySelectorAll("button[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (article && !more) button.setAttribute("aria-current", "true");
  lay(true);
  if (NARROW.matches) pane().focus({ preventScroll: true }); // what was focused lies under it now
  show({ article, start, end, digest, first, last, seam });
});

// What is open is opened again where the server was started anew.
const show = (wanted) => {
  kept[OPENED] = wanting = JSON.stringify(wanted);
  if (wanting === shown) place(); // the same once more, of which no change will tell
  trigger("click", wanted);
};
const resume = () => {
  const wanted = JSON.parse((kept.resumes && kept[OPENED]) || "{}");
  delete kept.resumes;
  if (!wanted.article) return;
  lay(true);
  show(wanted);
};

const goBack = () => {
  lay(false);
  if (NARROW.matches) delete kept[OPENED];
  const target = opener?.isConnected ? opener : document.getElementById("question");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
};

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) goBack();
});
pane().addEventListener("keydown", (event) => {
  if (event.key === "Escape") goBack();
});

// A newly opened article shows its quote, or its beginning; more of the same one leaves the reader where they are.
const place = () => {
  const seam = element.querySelector("#seam");
  if (seam && growing !== null) {
    pane().scrollTop += seam.getBoundingClientRect().top - growing;
    seam.focus({ preventScroll: true });
    growing = null;
    return;
  }
  pane().scrollTop = atEnd ? pane().scrollHeight : 0;
  const mark = element.querySelector("mark");
  if (mark) {
    mark.scrollIntoView({ block: "center", behavior: "auto" });
    if (panes.hasAttribute("data-reading")) mark.focus({ preventScroll: true }); // unless the reader has gone back already
  } else if (NARROW.matches) {
    element.querySelector("button")?.focus({ preventScroll: true });
  }
};
watch("value", () => {
  const isFirst = shown === null;
  shown = wanting;
  if (isFirst) resume(); // the list that is there from the start moves nothing
  else place();
});

pane().setAttribute("role", "region");
pane().setAttribute("aria-label", "Article");
pane().tabIndex = 0;
