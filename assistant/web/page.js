// Runs once, when the reading pane is there. Gradio hands over `element`, `trigger` and `watch`.

const NARROW = "(max-width: 899px)";
let opener = null;

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Any button that names an article opens it in the reading pane.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-article]");
  if (!button) return;
  const { article, start, end, digest } = button.dataset;
  if (!element.contains(button)) opener = button;
  document.querySelectorAll("button[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (article) button.setAttribute("aria-current", "true");
  trigger("click", { article, start, end, digest });
});

const goBack = () => {
  const target = opener?.isConnected ? opener : document.querySelector("#question textarea, #question input");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
};

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) goBack();
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") goBack();
});

// A newly opened article shows its quote, or its beginning.
let shown = false;
watch("value", () => {
  const pane = document.getElementById("reading-pane");
  if (!shown) {
    shown = true; // the list that is there from the start moves nothing
    return;
  }
  const mark = element.querySelector("mark");
  pane.scrollTop = 0;
  if (matchMedia(NARROW).matches) pane.scrollIntoView({ block: "start" });
  if (!mark) return;
  mark.scrollIntoView({ block: "center", behavior: "auto" });
  mark.focus({ preventScroll: true });
});

// A new question moves to the top of the chat, its answer grows below it; a reader who scrolls is left alone.
// (The chat may come to the page later than this pane: so the whole document is watched.)
let asked = 0;
let following = false;
["wheel", "touchmove", "pointerdown", "keydown"].forEach((kind) =>
  document.addEventListener(kind, (event) => (following = following && !event.target.closest?.("#chat")), { passive: true }),
);
new MutationObserver(() => {
  const questions = document.querySelectorAll("#chat .user-row");
  if (questions.length !== asked) following = questions.length > asked;
  asked = questions.length;
  const log = document.querySelector('#chat [role="log"]');
  if (!following || !log) return;
  log.scrollTop += questions[asked - 1].getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
}).observe(document.body, { childList: true, subtree: true, characterData: true });

element.setAttribute("role", "region");
element.setAttribute("aria-label", "Article");
