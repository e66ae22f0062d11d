// An article, with the quote marked.

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
