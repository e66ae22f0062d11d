// The list of conversations. Gradio provides `element`, `trigger` and `watch`.

const panes = document.getElementById("panes");
const pane = document.getElementById("conversations-pane");
const opener = document.getElementById("show-conversations");
const idOf = (node) => node.closest("[data-conversation]").dataset.conversation;
const currentId = () => element.querySelector("[data-current]")?.dataset.current ?? "";
const idInAddress = () => new URLSearchParams(location.search).get("conversation") ?? "";
let isNewStep = false; // the user opens another conversation, which becomes a step of the browser's history

pane.setAttribute("role", "navigation");
pane.setAttribute("aria-label", _("Your conversations"));

// Except on wide screens, the list covers the chat on request.
const setOpen = (open) => {
  panes.toggleAttribute("data-conversations", open);
  opener?.setAttribute("aria-expanded", String(open));
  if (open) element.querySelector("#search").focus();
};
opener?.addEventListener("click", () => setOpen(!panes.hasAttribute("data-conversations")));
document.addEventListener("pointerdown", (event) => {
  if (!pane.contains(event.target) && event.target !== opener) setOpen(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panes.hasAttribute("data-conversations")) {
    setOpen(false);
    opener?.focus();
  }
});

const go = (action, conversation) => {
  isNewStep = true;
  document.dispatchEvent(new CustomEvent("assistant:conversation-left"));
  trigger("go", { action, conversation });
  setOpen(false);
};

// Replaces a node by a form; returns the function that restores the node.
const replaceByForm = (node, form, focused) => {
  node.hidden = true;
  node.after(form);
  const restore = () => {
    form.remove();
    node.hidden = false;
  };
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    restore();
  });
  focused.focus();
  return restore;
};

const button = (text, kind) => Object.assign(document.createElement("button"), { type: kind, textContent: text, className: "tool" });

const rename = (item) => {
  const form = document.createElement("form");
  const name = Object.assign(document.createElement("input"), { value: item.querySelector(".title").textContent, maxLength: 100 });
  name.setAttribute("aria-label", _("Name of the conversation"));
  form.append(name, button(_("Save"), "submit"));
  const restore = replaceByForm(item.querySelector("a"), form, name);
  name.select();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    restore();
    if (name.value.trim()) trigger("change_list", { action: "rename", conversation: idOf(item), text: name.value });
  });
};

const remove = (item) => {
  const form = document.createElement("form");
  form.className = "sure";
  const yes = button(_("Delete for good"), "submit");
  const no = button(_("Keep"), "button");
  form.append(yes, no);
  const restore = replaceByForm(item.querySelector(".acts"), form, yes);
  no.addEventListener("click", restore);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    restore();
    const conversation = idOf(item);
    if (conversation === currentId()) go("delete", conversation);
    else trigger("change_list", { action: "delete", conversation });
  });
};

element.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("a");
  const action = target.closest("[data-act]")?.dataset.act;
  if (target.id === "new") go("new", "");
  else if (target.matches("[data-list-more]")) trigger("change_list", { action: "more" });
  else if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    go("open", idOf(link));
  } else if (action === "rename") rename(target.closest("li"));
  else if (action === "delete") remove(target.closest("li"));
  else if (action === "export") trigger("export", { conversation: idOf(target) });
});

let typing = 0;
element.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => trigger("change_list", { action: "search", text: event.target.value }), 200);
});

// The address names the open conversation, so that it can be bookmarked.
watch("value", () => {
  if (currentId() !== idInAddress()) {
    const address = new URL(location.href);
    if (currentId()) address.searchParams.set("conversation", currentId());
    else address.searchParams.delete("conversation");
    history[isNewStep ? "pushState" : "replaceState"](null, "", address);
  }
  isNewStep = false;
});
addEventListener("popstate", () => trigger("go", { action: "open", conversation: idInAddress() }));
