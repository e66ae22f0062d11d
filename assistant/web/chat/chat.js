// The turns of the chat. Gradio provides `element` (the last turn), `trigger` and `watch`.

const chat = document.getElementById("chat");
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`assistant:${name}`, { detail }));
const questionOf = (turn) => turn.querySelector(".asked").lastChild.textContent;

chat.tabIndex = 0;
chat.setAttribute("role", "log");
chat.setAttribute("aria-label", _("Questions and answers"));

chat.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const turn = button?.closest(".turn");
  if (!button) return;
  if (button.matches(".suggestion")) dispatch("ask", { question: button.textContent });
  else if (button.matches("[data-retry]")) dispatch("ask", { question: questionOf(turn), replaces: turn.dataset.turn });
  else if (button.matches("[data-edit]")) dispatch("edit", { question: questionOf(turn), replaces: turn.dataset.turn });
  else if (button.matches("[data-copy]")) copy(button);
  else if (button.matches("[data-new-topic]")) {
    trigger("act", { action: "leave-topic", turn: turn.dataset.turn });
    document.getElementById("question").focus(); // the button is about to go
  } else if (button.matches("[data-history]")) {
    button.disabled = true;
    button.textContent = _("Asking about earlier days…");
    turnOfHistory = turn.dataset.turn;
    trigger("act", { action: "history", turn: turnOfHistory });
  } else if (button.matches("[data-rate]")) trigger("act", { action: button.dataset.rate, turn: turn.dataset.turn });
  else if (button.matches("[data-earlier]")) {
    distanceFromEnd = chat.scrollHeight - chat.scrollTop;
    trigger("act", { action: "earlier" });
  }
});

const copy = async (button) => {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https, browsers offer only the old way to the clipboard.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = _("Copied");
  setTimeout(() => (button.textContent = _("Copy")), 1500);
};

// A new question moves to the top of the chat and its answer grows below it, until the user scrolls.
let lastKey = "";
let follows = false;
let distanceFromEnd = null;
["wheel", "touchmove", "pointerdown"].forEach((kind) => chat.addEventListener(kind, () => (follows = false), { passive: true }));
new MutationObserver(() => {
  if (distanceFromEnd !== null) {
    chat.scrollTop = chat.scrollHeight - distanceFromEnd; // earlier turns were added above
    distanceFromEnd = null;
  }
  const turn = element.querySelector(".turn");
  const key = turn?.dataset.turn ?? "";
  if (key !== lastKey) follows = Boolean(key);
  lastKey = key;
  if (follows && turn) chat.scrollTop += turn.getBoundingClientRect().top - chat.getBoundingClientRect().top - 12;
}).observe(chat, { childList: true, subtree: true, characterData: true });
watch("value", () => dispatch("turn-changed"));

// The button that asked for a history is gone when it comes: the keyboard goes on from there.
let turnOfHistory = "";
new MutationObserver(() => {
  const history = turnOfHistory && chat.querySelector(`.turn[data-turn="${turnOfHistory}"] .history`);
  if (!history) return;
  turnOfHistory = "";
  follows = false;
  history.focus({ preventScroll: true });
  history.scrollIntoView({ block: "nearest" });
}).observe(chat, { childList: true, subtree: true });

// A citation number shows its quote while the mouse is over it or it has the keyboard's focus.
const tooltip = Object.assign(document.createElement("div"), { id: "quote-tip", hidden: true });
tooltip.setAttribute("role", "tooltip");
document.getElementById("panes").append(tooltip);

const showTooltip = (cite) => {
  const card = cite.closest(".turn")?.querySelector(`.card[data-number="${cite.dataset.number}"]`);
  if (!card) return;
  tooltip.replaceChildren(...[".quote", ".about"].map((part) => card.querySelector(part).cloneNode(true)));
  tooltip.querySelector(".quote").hidden = false;
  tooltip.hidden = false;
  cite.setAttribute("aria-describedby", "quote-tip");
  const box = cite.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left - 40), innerWidth - tooltip.offsetWidth - 8);
  const above = box.top - tooltip.offsetHeight - 6;
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${above > 4 ? above : box.bottom + 6}px`;
};
const hideTooltip = () => {
  tooltip.hidden = true;
};
chat.addEventListener("pointerover", (event) => {
  if (event.pointerType === "mouse" && event.target.matches(".cite")) showTooltip(event.target);
});
chat.addEventListener("pointerout", hideTooltip);
chat.addEventListener("focusin", (event) => (event.target.matches(".cite:focus-visible") ? showTooltip(event.target) : hideTooltip()));
chat.addEventListener("focusout", hideTooltip);
chat.addEventListener("scroll", hideTooltip, { passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTooltip();
});
