// Asks one question at a time and keeps the earlier turns.

const STORAGE_KEY = `article-assistant ${api}`; // stored only in the browser's tab, until it is closed
const MAX_TURNS = 12;
const MAX_LENGTH = 4000;

let running = null;
let turns = [];

// The turns in the form that the server uses for follow-ups.
const history = () =>
  turns.map(({ standalone_question: question, text }) => ({ question: cut(question, 0, MAX_LENGTH), answer: cut(text, 0, MAX_LENGTH) }));

const store = () => {
  newButton.hidden = !turns.length;
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(turns));
  } catch {
    // Storage can be denied or full; then a conversation ends with the page.
  }
};

const remember = (answer) => {
  turns = [...turns, answer].slice(-MAX_TURNS);
  store();
};

// Restores the turns of other pages of the site in the same tab.
const restore = () => {
  try {
    for (const answer of JSON.parse(sessionStorage.getItem(STORAGE_KEY)) ?? []) {
      renderAnswer(answer, begin(answer.question).reply);
      turns.push(answer);
    }
  } catch {
    clear(); // stored by another version or another script
  }
  newButton.hidden = !turns.length;
};

const clear = () => {
  turns = [];
  store();
  log.replaceChildren(hint);
};

const startNew = () => {
  running?.abort();
  clear();
  field.value = "";
  field.focus();
  announce("A new conversation.");
};

const begin = (question) => {
  const reply = make("div", { className: "reply" });
  const questionElement = make("p", { className: "asked" }, question);
  hint.remove();
  log.append(questionElement, reply);
  return { questionElement, reply };
};

const streamAnswer = async (question, reply) => {
  const writing = make("p", { className: "writing", "aria-hidden": "true" }, "Searching…");
  let written = "";
  reply.append(writing);
  for await (const { kind, data } of ask(question, history(), running.signal)) {
    if (kind === "step") writing.before(renderStep(data.step));
    if (kind === "token") writing.textContent = written += data.text;
    if (kind === "notice" && data.starts_over) reply.replaceChildren(writing);
    if (kind === "statement") {
      written = "";
      writing.textContent = "";
      writing.before(renderStatement(data.statement, reply));
    }
    if (kind === "problem") throw new Error(data.detail);
    if (kind === "answer") {
      remember(data.answer);
      return renderAnswer(data.answer, reply);
    }
    log.scrollTop = log.scrollHeight;
  }
  throw new Error("the connection ended before the answer did");
};

const submit = async () => {
  if (running) {
    running.abort();
    return;
  }
  const question = field.value.trim();
  if (!question) return;
  const { questionElement, reply } = begin(question);
  running = new AbortController();
  send.textContent = "Stop";
  field.value = "";
  announce("Searching…");
  try {
    announce(await streamAnswer(question, reply));
  } catch (error) {
    const stopped = error.name === "AbortError";
    const reason = error instanceof TypeError ? "the assistant cannot be reached from here" : error.message;
    reply.querySelector(".writing")?.remove();
    reply.append(make("p", { className: stopped ? "about" : "fault" }, stopped ? "Stopped." : `That did not work: ${reason}.`));
    announce(reply.lastChild.textContent);
    if (!stopped) field.value = field.value || question;
  } finally {
    running = null;
    send.textContent = "Ask";
    log.scrollTop = questionElement.offsetTop - 12;
  }
};
