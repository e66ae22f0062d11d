// One question at a time, and the turns before it.

const KEPT = `article-assistant ${api}`; // in the browser's tab, and nowhere else: until it is closed
const MOST_TURNS = 12;
const LONGEST = 4000;

let running = null;
let turns = [];

// As the server can refer to them: what was searched for, and the words of the answer.
const history = () =>
  turns.map(({ standalone_question: question, text }) => ({ question: cut(question, 0, LONGEST), answer: cut(text, 0, LONGEST) }));

const keep = () => {
  again.hidden = !turns.length;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(turns));
  } catch {
    // A page may be denied its storage, or have filled it: then a conversation ends with the page.
  }
};

const remember = (answer) => {
  turns = [...turns, answer].slice(-MOST_TURNS);
  keep();
};

// What was said on other pages of the site, in the same tab.
const recall = () => {
  try {
    for (const answer of JSON.parse(sessionStorage.getItem(KEPT)) ?? []) {
      finished(answer, begin(answer.question).reply);
      turns.push(answer);
    }
  } catch {
    forget(); // it was another version's, or somebody else's
  }
  again.hidden = !turns.length;
};

const forget = () => {
  turns = [];
  keep();
  log.replaceChildren(hint);
};

const startAnew = () => {
  running?.abort();
  forget();
  field.value = "";
  field.focus();
  say("A new conversation.");
};

const begin = (question) => {
  const reply = make("div", { className: "reply" });
  const asked = make("p", { className: "asked" }, question);
  hint.remove();
  log.append(asked, reply);
  return { asked, reply };
};

const follow = async (question, reply) => {
  const writing = make("p", { className: "writing", "aria-hidden": "true" }, "Searching…");
  let written = "";
  reply.append(writing);
  for await (const { kind, data } of ask(question, history(), running.signal)) {
    if (kind === "token") writing.textContent = written += data.text;
    if (kind === "notice" && data.starts_over) reply.replaceChildren(writing);
    if (kind === "statement") {
      written = "";
      writing.textContent = "";
      writing.before(statement(data.statement, reply));
    }
    if (kind === "problem") throw new Error(data.detail);
    if (kind === "answer") {
      remember(data.answer);
      return finished(data.answer, reply);
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
  const { asked, reply } = begin(question);
  running = new AbortController();
  send.textContent = "Stop";
  field.value = "";
  say("Searching…");
  try {
    say(await follow(question, reply));
  } catch (error) {
    const stopped = error.name === "AbortError";
    const reason = error instanceof TypeError ? "the assistant cannot be reached from here" : error.message;
    reply.querySelector(".writing")?.remove();
    reply.append(make("p", { className: stopped ? "about" : "fault" }, stopped ? "Stopped." : `That did not work: ${reason}.`));
    say(reply.lastChild.textContent);
    if (!stopped) field.value = field.value || question;
  } finally {
    running = null;
    send.textContent = "Ask";
    log.scrollTop = asked.offsetTop - 12;
  }
};
