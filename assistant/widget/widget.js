// A chat bubble for any page, which asks an article assistant over its HTTP API. Put it there with one tag:
//   <script src="https://answers.example/widget.js" data-title="Ask the archive" async></script>
// What comes from articles is only ever set as text; addresses are followed only where they are http or https.
(() => {
  "use strict";
  const STYLE = "{{ style }}";
  const script = document.currentScript;
  if (!script || document.getElementById("article-assistant")) return;

  const given = script.dataset;
  const api = (given.api || new URL(script.src).origin).replace(/\/+$/, "");
  const title = given.title || "Ask the articles";
  const sources = (given.sources || "").split(",").map((one) => one.trim()).filter(Boolean);

  // Elements

  const make = (tag, properties = {}, ...children) => {
    const { className, ...attributes } = properties;
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child != null && child !== ""));
    return element;
  };

  const bubble = () => {
    const space = "http://www.w3.org/2000/svg";
    const icon = document.createElementNS(space, "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(space, "path");
    path.setAttribute("fill", "currentColor");
    path.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z");
    icon.append(path);
    return icon;
  };

  // The places of citations count characters (Unicode code points), JavaScript's strings count halves of some of them.
  const cut = (text, start, end) => Array.from(text).slice(start, end).join("");

  const webAddress = (text) => {
    try {
      const address = new URL(text);
      return ["http:", "https:"].includes(address.protocol) ? address.href : null;
    } catch {
      return null;
    }
  };

  const day = (text) =>
    text
      ? new Date(`${text.slice(0, 10)}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
      : "undated";

  // Asking

  const request = (path, options = {}) =>
    fetch(api + path, {
      ...options,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      headers: { ...(given.key ? { Authorization: `Bearer ${given.key}` } : {}), ...options.headers },
    });

  const refusal = async (response) => {
    const problem = await response.json().catch(() => ({}));
    return new Error(problem.detail || `the server answered with status ${response.status}`);
  };

  async function* eventsOf(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split(/\r?\n/);
        const of = (field) => lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trim());
        const data = of("data").join("\n");
        if (data) yield { kind: of("event")[0], data: JSON.parse(data) };
      }
    }
  }

  async function* ask(question, signal) {
    const body = { question, stream: true, ...(sources.length ? { sources } : {}), ...(given.asOf ? { as_of: given.asOf } : {}) };
    const response = await request("/v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw await refusal(response);
    yield* eventsOf(response);
  }

  // What is shown of an answer

  const shownText = ({ text, short_answer: short }) =>
    short
      ? [cut(text, 0, short[0]), make("strong", {}, cut(text, ...short)), cut(text, short[1])]
      : [text];

  const statement = (said, reply) =>
    make(
      "p",
      { className: "statement" },
      ...shownText(said),
      ...said.citations.map((number) =>
        make(
          "button",
          { type: "button", className: "cite", "aria-label": `Source ${number}`, click: () => reply.querySelector(`[data-number="${number}"]`)?.focus() },
          String(number),
        ),
      ),
      said.supported ? "" : make("span", { className: "doubt" }, " (not confirmed by its source)"),
    );

  const source = (cited) => {
    const original = cited.url && webAddress(cited.url);
    const where = `${cited.source}, ${day(cited.published)}`;
    const also = cited.also_in?.length ? ` · also in ${cited.also_in.join(", ")}` : "";
    return make(
      "li",
      { tabindex: "-1", "data-number": cited.number, "aria-label": `Source ${cited.number}` },
      make("div", { className: "title" }, `[${cited.number}] ${cited.title}`),
      make("div", { className: "about" }, where + also),
      make("blockquote", {}, cited.quote),
      make(
        "div",
        { className: "ways" },
        original ? make("a", { href: original, target: "_blank", rel: "noopener noreferrer" }, "Original", make("span", { className: "unseen" }, ` of source ${cited.number} (opens a new tab)`)) : null,
        make("button", { type: "button", click: (event) => read(cited, event.currentTarget) }, "In the article", make("span", { className: "unseen" }, `, source ${cited.number}`)),
      ),
    );
  };

  const finished = (answer, reply) => {
    const found = answer.status === "answered";
    reply.replaceChildren(
      ...(answer.notice ? [make("p", { className: "notice" }, answer.notice)] : []),
      ...(found ? [] : [make("p", { className: "not-found" }, answer.text)]),
      ...(found && answer.lead ? [make("p", { className: "lead" }, make("strong", {}, answer.lead === "yes" ? "Yes:" : "No:"))] : []),
      ...answer.statements.map((said) => statement(said, reply)),
      ...(answer.citations.length ? [make("ol", { className: "sources", "aria-label": "Sources" }, ...answer.citations.map(source))] : []),
      ...(answer.newest_source ? [make("p", { className: "age" }, `Newest source: ${day(answer.newest_source)}.`)] : []),
    );
    const many = answer.citations.length;
    return found ? `Answered${many ? ` from ${many} source${many === 1 ? "" : "s"}` : ""}.` : "The articles do not say.";
  };

  // One question at a time

  let running = null;

  const follow = async (question, reply) => {
    const writing = make("p", { className: "writing", "aria-hidden": "true" }, "Searching…");
    let written = "";
    reply.append(writing);
    for await (const { kind, data } of ask(question, running.signal)) {
      if (kind === "token") writing.textContent = written += data.text;
      if (kind === "notice" && data.starts_over) reply.replaceChildren(writing);
      if (kind === "statement") {
        written = "";
        writing.textContent = "";
        writing.before(statement(data.statement, reply));
      }
      if (kind === "problem") throw new Error(data.detail);
      if (kind === "answer") return finished(data.answer, reply);
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
    const reply = make("div", { className: "reply" });
    const asked = make("p", { className: "asked" }, question);
    log.querySelector(".hint")?.remove();
    log.append(asked, reply);
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

  // An article, with the quote marked

  let opener = null;

  const read = async (cited, button) => {
    opener = button;
    article.replaceChildren(make("p", { className: "about" }, "Opening…"));
    turn(true);
    try {
      const response = await request(`/v1/articles/${encodeURIComponent(cited.article_id)}`);
      if (!response.ok) throw await refusal(response);
      const found = await response.json();
      const mark = make("mark", { tabindex: "-1" }, cut(found.text, cited.start, cited.end));
      const fits = mark.textContent === cited.quote;
      const shown = [
        found.text.startsWith(found.title) ? "" : make("h3", {}, found.title),
        make("p", { className: "about" }, `${found.source}, ${day(found.published)}`),
        fits ? "" : make("p", { className: "notice" }, "The article has changed since the answer was given."),
        fits ? make("div", { className: "text" }, cut(found.text, 0, cited.start), mark, cut(found.text, cited.end)) : make("div", { className: "text" }, found.text),
      ];
      article.replaceChildren(...shown.filter(Boolean));
      if (fits) mark.focus({ preventScroll: true });
      article.scrollTop = fits ? mark.offsetTop - article.clientHeight / 3 : 0;
    } catch (error) {
      article.replaceChildren(make("p", { className: "fault" }, `The article cannot be shown: ${error.message}.`));
    }
  };

  const turn = (toArticle) => {
    log.hidden = form.hidden = toArticle;
    article.hidden = back.hidden = !toArticle;
    if (toArticle) back.focus();
    else (opener?.isConnected ? opener : field).focus();
  };

  // The parts

  const host = make("div", { id: "article-assistant", "data-theme": given.theme, "data-side": given.side });
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];

  const heading = make("h2", { id: "title" }, title);
  const back = make("button", { type: "button", className: "plain", hidden: true, click: () => turn(false) }, "← Back");
  const close = make("button", { type: "button", className: "plain", "aria-label": "Close", click: () => dialog.close() }, "✕");
  const hint = make("p", { className: "hint" }, given.hint || "Every sentence of an answer points at the words of an article that say so.");
  const log = make("div", { className: "log", role: "log", "aria-label": "Conversation", tabindex: "0" }, hint);
  const article = make("div", { className: "article", role: "region", "aria-label": "Article", tabindex: "0", hidden: true });
  const status = make("div", { className: "unseen", role: "status" });
  const field = make("textarea", { id: "question", rows: "1", maxlength: "4000", placeholder: given.placeholder || "Your question" });
  const send = make("button", { type: "submit", className: "send" }, "Ask");
  const label = make("label", { for: "question", className: "unseen" }, "Your question");
  const form = make("form", { submit: (event) => (event.preventDefault(), submit()) }, label, field, send);
  const pane = make("div", { className: "pane" }, make("header", {}, back, heading, close), log, article, form, status);
  const dialog = make("dialog", { "aria-labelledby": "title" }, pane);
  const launcher = make("button", { type: "button", className: "launcher", "aria-haspopup": "dialog", click: () => open() }, bubble(), title);

  const say = (text) => (status.textContent = text);

  const open = () => {
    dialog.showModal();
    launcher.hidden = true;
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
    event.stopPropagation(); // the page's own shortcuts are not meant
    if (event.key === "Escape" && !article.hidden) {
      event.preventDefault();
      turn(false);
    }
    if (event.key !== "Tab") return;
    const reachable = [...dialog.querySelectorAll("button, textarea, a[href], [tabindex='0']")].filter((one) => one.checkVisibility());
    const [first, last] = event.shiftKey ? [reachable.at(-1), reachable[0]] : [reachable[0], reachable.at(-1)];
    if (root.activeElement === last || !root.activeElement) {
      event.preventDefault();
      first.focus();
    }
  });

  root.append(launcher, dialog);
  const put = () => document.body.append(host);
  if (document.body) put();
  else document.addEventListener("DOMContentLoaded", put);
})();
