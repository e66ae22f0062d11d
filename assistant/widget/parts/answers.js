// What is shown of an answer.

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
  const searched = answer.standalone_question;
  reply.replaceChildren(
    ...(searched && searched !== answer.question ? [make("p", { className: "about" }, `Searched for: ${searched}`)] : []),
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
