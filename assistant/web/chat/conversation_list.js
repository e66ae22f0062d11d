// The list of conversations. Gradio hands over `element`, `trigger` and `watch`.

const panes = document.getElementById("panes");
const rail = document.getElementById("rail-pane");
const opener = document.getElementById("show-rail");
const idOf = (node) => node.closest("[data-conversation]").dataset.conversation;
const currentId = () => element.querySelector("[data-current]")?.dataset.current ?? "";
const addressed = () => new URLSearchParams(location.search).get("conversation") ?? "";
let isGoing = false; // the reader goes somewhere, which becomes a step of the browser's history

rail.setAttribute("role", "navigation");
rail.setAttribute("aria-label", "Your conversations");

// On all but wide screens the list lies over the chat, once it is asked for.
const lay = (open) => {
  panes.toggleAttribute("data-rail", open);
  opener?.setAttribute("aria-expanded", String(open));
  if (open) element.querySelector("#search").focus();
};
opener?.addEventListener("click", () => lay(!panes.hasAttribute("data-rail")));
document.addEventListener("pointerdown", (event) => {
  if (!rail.contains(event.target) && event.target !== opener) lay(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panes.hasAttribute("data-rail")) {
    lay(false);
    opener?.focus();
  }
});

const go = (action, conversation) => {
  isGoing = true;
  document.dispatchEvent(new CustomEvent("assistant:gone"));
  trigger("go", { action, conversation });
  lay(false);
};

// A small form in the place of something, until it is sent or left.
const inPlaceOf = (node, form, focused) => {
  node.hidden = true;
  node.after(form);
  const back = () => {
    form.remove();
    node.hidden = false;
  };
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    back();
  });
  focused.focus();
  return back;
};

const button = (text, kind) => Object.assign(document.createElement("button"), { type: kind, textContent: text, className: "tool" });

const rename = (item) => {
  const form = document.createElement("form");
  const name = Object.assign(document.createElement("input"), { value: item.querySelector(".title").textContent, maxLength: 100 });
  name.setAttribute("aria-label", "Name of the conversation");
  form.append(name, button("Save", "submit"));
  const back = inPlaceOf(item.querySelector("a"), form, name);
  name.select();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    back();
    if (name.value.trim()) trigger("change_list", { action: "rename", conversation: idOf(item), text: name.value });
  });
};

const remove = (item) => {
  const form = document.createElement("form");
  form.className = "sure";
  const yes = button("Delete for good", "submit");
  const no = button("Keep", "button");
  form.append(yes, no);
  const back = inPlaceOf(item.querySelector(".acts"), form, yes);
  no.addEventListener("click", back);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    back();
    const conversation = idOf(item);
    if (conversation === currentId()) go("delete", conversation);
    else trigger("change_list", { action: "delete", conversation });
  });
};

element.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("a");
  const act = target.closest("[data-act]")?.dataset.act;
  if (target.id === "new") go("new", "");
  else if (target.matches("[data-list-more]")) trigger("change_list", { action: "more" });
  else if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    go("open", idOf(link));
  } else if (act === "rename") rename(target.closest("li"));
  else if (act === "delete") remove(target.closest("li"));
  else if (act === "export") trigger("export", { conversation: idOf(target) });
});

let typing = 0;
element.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => trigger("change_list", { action: "search", text: event.target.value }), 200);
});

// The address names the open conversation, so that it can be kept and found again.
watch("value", () => {
  if (currentId() !== addressed()) {
    const address = new URL(location.href);
    if (currentId()) address.searchParams.set("conversation", currentId());
    else address.searchParams.delete("conversation");
    history[isGoing ? "pushState" : "replaceState"](null, "", address);
  }
  isGoing = false;
});
addEventListener("popstate", () => trigger("go", { action: "open", conversation: addressed() }));
