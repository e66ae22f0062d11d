// The page of what is new. Gradio provides `element` (the form) and `trigger`.

const pane = document.getElementById("library-pane");
document.title = _("What is new · Article assistant");
document.getElementById("status").setAttribute("aria-live", "polite");

pane.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  if (event.target.id === "brief") return trigger("brief", { days: fields.get("days"), topic: fields.get("topic") });
  if (!fields.get("question").trim()) return element.querySelector("#standing-question").focus();
  trigger("watch", { question: fields.get("question") });
  event.target.reset();
});
pane.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-unwatch]");
  if (button) trigger("unwatch", { question: button.dataset.unwatch });
});
