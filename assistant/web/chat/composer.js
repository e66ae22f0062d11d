// Where a question is written. Gradio hands over `element`, `trigger` and `watch`.

const find = (selector) => element.querySelector(selector);
let replaces = "";
const kept = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that keeps nothing
  }
})();
let waits = false; // asked, and Gradio is not done with it: it would drop another question, even after the answer is there
let isGoing = true; // to a conversation, which has not come yet
let isEarly = false; // sent before it could be asked; it is asked as soon as it can be

const isAnswering = () => !isGoing && document.querySelector("#turn .stage") !== null;

const isReady = () => !waits && !isGoing && !isAnswering();

// What is written, and what is asked and not answered yet, outlives the page: the server may be started anew under it.
const keep = (question = find("#question").value) => {
  kept.question = question;
};

const fit = () => {
  const box = find("#question");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
};

const edit = (turn, question) => {
  replaces = turn;
  find("#editing").hidden = !turn;
  find("#question").value = question;
  keep();
  fit();
  find("#question").focus();
};

const ask = (question, turn) => {
  if (!question.trim() || !isReady() || document.documentElement.dataset.lost) return false;
  waits = true;
  const sources = [...element.querySelectorAll("input[name=source]:checked")].map((box) => box.value);
  trigger("ask", { question, replaces: turn ?? "", day: find("#as-of").value, sources });
  return true;
};

element.addEventListener("submit", (event) => {
  event.preventDefault();
  isEarly = !isReady() && !isAnswering();
  const question = find("#question").value;
  if (!ask(question, replaces)) return;
  edit("", "");
  keep(question);
});
element.addEventListener("input", (event) => {
  if (event.target.id === "question") {
    fit();
    keep();
  }
  if (event.target.name === "source") {
    const chosen = [...element.querySelectorAll("input[name=source]:checked")].map((box) => box.value);
    find("#chosen-sources").textContent = chosen.length === 0 ? "all" : chosen.length === 1 ? chosen[0] : `${chosen.length} chosen`;
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

const askEarly = () => {
  if (isEarly && isReady()) find("#ask-form").requestSubmit();
};
document.addEventListener("assistant:turn", () => {
  if (isAnswering()) return;
  if (document.querySelector("#turn .refused")) edit("", kept.question ?? "");
  else keep();
  askEarly();
});
document.addEventListener("assistant:asked", () => {
  waits = false;
  askEarly();
});

const leave = () => {
  isGoing = true;
  isEarly = false;
};
document.addEventListener("assistant:gone", () => {
  leave();
  edit("", "");
});
addEventListener("popstate", () => {
  leave(); // the browser goes back, or on
  if (replaces) edit("", ""); // it is a turn of the conversation that is left
});
document.addEventListener("assistant:come", () => {
  isGoing = false;
  askEarly();
});

find("#question").value = kept.question ?? "";
fit();
watch("value", fit); // the choice of publications is there
if (matchMedia("(min-width: 900px)").matches) find("#question").focus({ preventScroll: true });
