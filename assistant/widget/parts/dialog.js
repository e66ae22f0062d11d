// The bubble and its dialog, usable by mouse, keyboard and screen reader.

const host = make("div", { id: "article-assistant", "data-theme": config.theme, "data-side": config.side });
const root = host.attachShadow({ mode: "open" });
const style = new CSSStyleSheet();
style.replaceSync(STYLE);
root.adoptedStyleSheets = [style];

const heading = make("h2", { id: "title" }, title);
const back = make("button", { type: "button", className: "plain", hidden: true, click: () => showArticle(false) }, "← Back");
const newButton = make("button", { type: "button", className: "plain", hidden: true, "aria-label": "New conversation", click: () => startNew() }, "New");
const close = make("button", { type: "button", className: "plain", "aria-label": "Close", click: () => dialog.close() }, "✕");
const hint = make("p", { className: "hint" }, config.hint || "Every sentence of an answer points at the words of an article that say so.");
const log = make("div", { className: "log", role: "log", "aria-label": "Conversation", tabindex: "0" }, hint);
const article = make("div", { className: "article", role: "region", "aria-label": "Article", tabindex: "0", hidden: true });
const status = make("div", { className: "unseen", role: "status" });
const field = make("textarea", { id: "question", rows: "1", maxlength: "4000", placeholder: config.placeholder || "Your question" });
const send = make("button", { type: "submit", className: "send" }, "Ask");
const label = make("label", { for: "question", className: "unseen" }, "Your question");
const form = make("form", { submit: (event) => (event.preventDefault(), submit()) }, label, field, send);
const pane = make("div", { className: "pane" }, make("header", {}, back, heading, newButton, close), log, article, form, status);
const dialog = make("dialog", { "aria-labelledby": "title" }, pane);
const launcher = make("button", { type: "button", className: "launcher", "aria-haspopup": "dialog", click: () => open() }, bubble(), title);

const announce = (text) => (status.textContent = text);

const open = () => {
  dialog.showModal();
  launcher.hidden = true;
  log.scrollTop = log.scrollHeight;
  field.focus();
};

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!running) submit();
});

dialog.addEventListener("close", () => {
  launcher.hidden = false;
  launcher.focus();
});

dialog.addEventListener("keydown", (event) => {
  event.stopPropagation(); // keeps the page's own shortcuts from reacting
  if (event.key === "Escape" && !article.hidden) {
    event.preventDefault();
    showArticle(false);
  }
  if (event.key !== "Tab") return;
  const focusable = [...dialog.querySelectorAll("button, textarea, a[href], [tabindex='0']")].filter((element) => element.checkVisibility());
  const [first, last] = event.shiftKey ? [focusable.at(-1), focusable[0]] : [focusable[0], focusable.at(-1)];
  if (root.activeElement === last || !root.activeElement) {
    event.preventDefault();
    first.focus();
  }
});
