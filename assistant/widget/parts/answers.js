// Renders an answer.

const markedText = ({ text, short_answer: short }) =>
  short
    ? [cut(text, 0, short[0]), make("strong", {}, cut(text, ...short)), cut(text, short[1])]
    : [text];

const renderStatement = (statement, reply) =>
  make(
    "p",
    { className: "statement" },
    ...(statement.label ? [make("strong", {}, `${statement.label}: `)] : []),
    ...markedText(statement),
    ...statement.citations.map((number) =>
      make(
        "button",
        { type: "button", className: "cite", "aria-label": `Source ${number}`, click: () => reply.querySelector(`[data-number="${number}"]`)?.focus() },
        String(number),
      ),
    ),
    statement.supported ? "" : make("span", { className: "doubt" }, " (not confirmed by its source)"),
    ...(statement.remarks ?? []).map((remark) => make("span", { className: "doubt" }, ` (${remark})`)),
  );

const renderSource = (citation, shownTexts) => {
  const url = citation.url && webAddress(citation.url);
  const origin = `${citation.source}, ${day(citation.published)}`;
  const also = citation.also_in?.length ? ` · also in ${citation.also_in.join(", ")}` : "";
  return make(
    "li",
    { tabindex: "-1", "data-number": citation.number, "aria-label": `Source ${citation.number}` },
    make("div", { className: "title" }, `[${citation.number}] ${citation.title}`),
    make("div", { className: "about" }, origin + also),
    shownTexts.has(citation.quote) ? null : make("blockquote", {}, citation.quote),
    make(
      "div",
      { className: "ways" },
      url ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Original", make("span", { className: "unseen" }, ` of source ${citation.number} (opens a new tab)`)) : null,
      make("button", { type: "button", click: (event) => openArticle(citation, event.currentTarget) }, "In the article", make("span", { className: "unseen" }, `, source ${citation.number}`)),
    ),
  );
};

const renderStep = (step) => {
  const found = step.found ? `${step.found} passage${step.found === 1 ? "" : "s"}` : "nothing found";
  return make("p", { className: "about" }, `${step.tool === "read_article" ? "Read" : "Looked up"}: ${step.request} (${found})`);
};

const shownShortAnswer = ({ text, day: meantDay, citation }) => `${text}${meantDay ? ` (${day(meantDay)})` : ""} [${citation}]`;

const renderAnswer = (answer, reply) => {
  const isAnswered = answer.status === "answered";
  const standalone = answer.standalone_question;
  const shownTexts = new Set(answer.statements.map((statement) => statement.text));
  reply.replaceChildren(
    ...(standalone && standalone !== answer.question ? [make("p", { className: "about" }, `Searched for: ${standalone}`)] : []),
    ...(answer.steps ?? []).map(renderStep),
    ...(answer.notice ? [make("p", { className: "notice" }, answer.notice)] : []),
    ...(isAnswered ? [] : [make("p", { className: "not-found" }, answer.text)]),
    ...(isAnswered && answer.lead ? [make("p", { className: "lead" }, make("strong", {}, `${answer.lead_text}:`))] : []),
    ...(answer.short_answer ? [make("p", { className: "lead" }, make("strong", {}, shownShortAnswer(answer.short_answer)))] : []),
    ...answer.statements.map((statement) => renderStatement(statement, reply)),
    ...(answer.citations.length ? [make("ol", { className: "sources", "aria-label": "Sources" }, ...answer.citations.map((citation) => renderSource(citation, shownTexts)))] : []),
    ...(answer.statements.some(({ wording }) => wording && wording !== "quote") ? [make("p", { className: "age" }, "The sentences are a language model’s words; the sources have the exact words.")] : []),
    ...(answer.newest_source ? [make("p", { className: "age" }, `Newest source: ${day(answer.newest_source)}.`)] : []),
  );
  const count = answer.citations.length;
  return isAnswered ? `Answered${count ? ` from ${count} source${count === 1 ? "" : "s"}` : ""}.` : "The articles do not say.";
};
