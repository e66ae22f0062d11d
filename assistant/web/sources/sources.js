// The page of followed sources. Gradio provides `element` (the form) and `trigger`.

const REFRESH_SECONDS = 15;
const SOON_SECONDS = 3; // after something was asked for
const SOON_TIMES = 10;
const pane = document.getElementById("library-pane");
const confirmation = element.querySelector("#confirm");
let soon = 0;

document.title = _("Sources · Article assistant");
document.getElementById("status").setAttribute("aria-live", "polite");

// The list changes while sources are checked in the background; not while a button of it has the focus.
const refresh = () => {
  const isBusy = document.hidden || document.getElementById("source-rows").contains(document.activeElement);
  if (!isBusy) trigger("refresh");
  soon = Math.max(0, soon - 1);
  setTimeout(refresh, (soon ? SOON_SECONDS : REFRESH_SECONDS) * 1000);
};
setTimeout(refresh, REFRESH_SECONDS * 1000);
const refreshSoon = () => {
  if (!soon) setTimeout(() => trigger("refresh"), SOON_SECONDS * 1000);
  soon = SOON_TIMES;
};

element.querySelector("#follow").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  if (!fields.get("address").trim()) return element.querySelector("#follow-address").focus();
  trigger("follow", { address: fields.get("address"), every: fields.get("every"), keep: fields.get("keep") });
  event.target.reset();
  refreshSoon();
});

pane.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-action]");
  if (!button) return;
  const { action, source, title } = button.dataset;
  const act = () => {
    trigger("act", { action, source });
    button.blur();
    refreshSoon();
  };
  if (action !== "remove") return act();
  confirmation.querySelector("#confirm-what").textContent = title;
  confirmation.returnValue = "no";
  confirmation.onclose = () => confirmation.returnValue === "yes" && act();
  confirmation.showModal();
});
