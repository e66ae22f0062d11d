// The form for a question. Gradio provides `element`, `trigger` and `watch`.

const find = (selector) => element.querySelector(selector);
const checkedSources = () => [...element.querySelectorAll("input[name=source]:checked")].map((box) => box.value);
let replaces = "";
const storage = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that stores nothing
  }
})();
let isAsked = false; // Gradio still handles the last question, and would drop another one, even after the answer has come
let isOpening = true; // a conversation is being opened
let isSubmittedEarly = false; // the question was submitted before it could be asked; it is asked as soon as possible

const isAnswering = () => !isOpening && document.querySelector("#turn .stage") !== null;

const isReady = () => !isAsked && !isOpening && !isAnswering();

// Keeps the text and an unanswered question beyond this page: the server may be restarted.
const keep = (question = find("#question").value) => {
  storage.question = question;
};

const fitHeight = () => {
  const box = find("#question");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
};

const edit = (turn, question) => {
  replaces = turn;
  find("#editing").hidden = !turn;
  find("#question").value = question;
  keep();
  fitHeight();
  find("#question").focus();
};

const ask = (question, turn) => {
  if (!question.trim() || !isReady() || document.documentElement.dataset.lost) return false;
  isAsked = true;
  trigger("ask", { question, replaces: turn ?? "", day: find("#as-of").value, sources: checkedSources(), story: find("#story")?.dataset.story ?? "" });
  return true;
};

element.addEventListener("submit", (event) => {
  event.preventDefault();
  isSubmittedEarly = !isReady() && !isAnswering();
  const question = find("#question").value;
  if (!ask(question, replaces)) return;
  edit("", "");
  keep(question);
});
element.addEventListener("input", (event) => {
  if (event.target.id === "question") {
    fitHeight();
    keep();
  }
  if (event.target.name === "source") {
    const sources = checkedSources();
    find("#chosen-sources").textContent = sources.length === 0 ? _("all") : sources.length === 1 ? sources[0] : _("%(number)s chosen", { number: sources.length });
  }
});
element.addEventListener("keydown", (event) => {
  if (event.target.id === "question" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    find("#ask-form").requestSubmit();
  } else if (event.key === "Escape") {
    if (find("#sources")?.open) find("#sources").open = false;
    else if (replaces) edit("", "");
  }
});
element.addEventListener("click", (event) => {
  if (event.target.matches("[data-cancel]")) edit("", "");
  if (event.target.matches("[data-all-stories]")) {
    find("#story").remove();
    find("#question").focus();
  }
  if (event.target.id === "stop") {
    trigger("stop");
    find("#question").focus();
  }
});
document.addEventListener("click", (event) => {
  const sources = find("#sources");
  if (sources?.open && !sources.contains(event.target)) sources.open = false;
});
document.addEventListener("assistant:ask", ({ detail }) => ask(detail.question, detail.replaces));
document.addEventListener("assistant:edit", ({ detail }) => edit(detail.replaces, detail.question));

const askIfSubmittedEarly = () => {
  if (isSubmittedEarly && isReady()) find("#ask-form").requestSubmit();
};
document.addEventListener("assistant:turn-changed", () => {
  if (isAnswering()) return;
  if (document.querySelector("#turn .refused")) edit("", storage.question ?? "");
  else keep();
  askIfSubmittedEarly();
});
document.addEventListener("assistant:question-done", () => {
  isAsked = false;
  askIfSubmittedEarly();
});

const startOpening = () => {
  isOpening = true;
  isSubmittedEarly = false;
};
document.addEventListener("assistant:conversation-left", () => {
  startOpening();
  edit("", "");
});
addEventListener("popstate", () => {
  startOpening();
  if (replaces) edit("", ""); // it is a turn of the conversation that is left
});
document.addEventListener("assistant:conversation-opened", () => {
  isOpening = false;
  askIfSubmittedEarly();
});

find("#question").value = storage.question ?? "";
fitHeight();
watch("value", fitHeight); // the choice of publications has come
if (matchMedia("(min-width: 900px)").matches) find("#question").focus({ preventScroll: true });
