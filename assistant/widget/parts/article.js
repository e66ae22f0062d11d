// Shows an article with the quote marked.

let opener = null;

const openArticle = async (citation, button) => {
  opener = button;
  article.replaceChildren(make("p", { className: "about" }, "Opening…"));
  showArticle(true);
  try {
    const address = `/v1/articles/${encodeURIComponent(citation.article_id)}`;
    let response = await request(`${address}?edition=${encodeURIComponent(citation.edition ?? "")}`);
    if (response.status === 404 && citation.edition) response = await request(address);
    if (!response.ok) throw await refusal(response);
    const stored = await response.json();
    const mark = make("mark", { tabindex: "-1" }, cut(stored.text, citation.start, citation.end));
    const fits = mark.textContent === citation.quote;
    const elements = [
      stored.text.startsWith(stored.title) ? "" : make("h3", {}, stored.title),
      make("p", { className: "about" }, `${stored.source}, ${day(stored.published)}`),
      fits ? "" : make("p", { className: "notice" }, "The article has changed since the answer was given."),
      fits ? make("div", { className: "text" }, cut(stored.text, 0, citation.start), mark, cut(stored.text, citation.end)) : make("div", { className: "text" }, stored.text),
    ];
    article.replaceChildren(...elements.filter(Boolean));
    if (fits) mark.focus({ preventScroll: true });
    article.scrollTop = fits ? mark.offsetTop - article.clientHeight / 3 : 0;
  } catch (error) {
    article.replaceChildren(make("p", { className: "fault" }, `The article cannot be shown: ${error.message}.`));
  }
};

const showArticle = (isOpen) => {
  log.hidden = form.hidden = isOpen;
  article.hidden = back.hidden = !isOpen;
  if (isOpen) back.focus();
  else (opener?.isConnected ? opener : field).focus();
};
