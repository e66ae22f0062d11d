// The turns of the chat. Gradio hands over `element` (the last turn), `trigger` and `watch`.

const chat = document.getElementById("chat");
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`assistant:${name}`, { detail }));
const asked = (turn) => turn.querySelector(".asked").lastChild.textContent;

chat.tabIndex = 0;
chat.setAttribute("role", "log");
chat.setAttribute("aria-label", "Questions and answers");

chat.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const turn = button?.closest(".turn");
  if (!button) return;
  if (button.matches(".suggestion")) say("ask", { question: button.textContent });
  else if (button.matches("[data-retry]")) say("ask", { question: asked(turn), replaces: turn.dataset.turn });
  else if (button.matches("[data-edit]")) say("edit", { question: asked(turn), replaces: turn.dataset.turn });
  else if (button.matches("[data-copy]")) copy(button);
  else if (button.matches("[data-rate]")) trigger("act", { action: button.dataset.rate, turn: turn.dataset.turn });
  else if (button.matches("[data-earlier]")) {
    fromEnd = chat.scrollHeight - chat.scrollTop;
    trigger("act", { action: "earlier" });
  }
});

const copy = async (button) => {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the clipboard is to be had in the old way only.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
};

// A new question moves to the top of the chat, its answer grows below it; a reader who scrolls is left alone.
let last = "";
let following = false;
let fromEnd = null;
["wheel", "touchmove", "pointerdown"].forEach((kind) => chat.addEventListener(kind, () => (following = false), { passive: true }));
new MutationObserver(() => {
  if (fromEnd !== null) {
    chat.scrollTop = chat.scrollHeight - fromEnd; // earlier turns have come in above
    fromEnd = null;
  }
  const turn = element.querySelector(".turn");
  const key = turn?.dataset.turn ?? "";
  if (key !== last) following = Boolean(key);
  last = key;
  if (following && turn) chat.scrollTop += turn.getBoundingClientRect().top - chat.getBoundingClientRect().top - 12;
}).observe(chat, { childList: true, subtree: true, characterData: true });
watch("value", () => say("turn"));

// Pointing at a citation number, or reaching it with the keyboard, shows its quote.
const tip = Object.assign(document.createElement("div"), { id: "quote-tip", hidden: true });
tip.setAttribute("role", "tooltip");
document.getElementById("panes").append(tip);

const showTip = (cite) => {
  const card = cite.closest(".turn")?.querySelector(`.card[data-number="${cite.dataset.number}"]`);
  if (!card) return;
  tip.replaceChildren(...[".quote", ".about"].map((part) => card.querySelector(part).cloneNode(true)));
  tip.hidden = false;
  cite.setAttribute("aria-describedby", "quote-tip");
  const at = cite.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 40), innerWidth - tip.offsetWidth - 8);
  const above = at.top - tip.offsetHeight - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 4 ? above : at.bottom + 6}px`;
};
const hideTip = () => {
  tip.hidden = true;
};
chat.addEventListener("pointerover", (event) => {
  if (event.pointerType === "mouse" && event.target.matches(".cite")) showTip(event.target);
});
chat.addEventListener("pointerout", hideTip);
chat.addEventListener("focusin", (event) => (event.target.matches(".cite:focus-visible") ? showTip(event.target) : hideTip()));
chat.addEventListener("focusout", hideTip);
chat.addEventListener("scroll", hideTip, { passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
});
