// Runs once, when the tools of the library page are there. Gradio hands over `element` and `trigger`.

const pane = document.getElementById("library-pane");
const find = () => pane.querySelector("#find");
const confirmation = element.querySelector("#confirm");
const sending = element.querySelector("#sending");
let page = 0;

document.title = "Library · Article assistant";
document.getElementById("told").setAttribute("aria-live", "polite");

// What the list is asked for: the same for every event after which it is shown anew.
const asked = () => {
  const fields = new FormData(find());
  const sources = [...pane.querySelectorAll('input[name="source"]:checked')].map((one) => one.value);
  return { words: fields.get("words"), order: fields.get("order"), from: fields.get("from"), to: fields.get("to"), sources, page };
};
const browse = (to = 0) => {
  page = to;
  trigger("browse", asked());
};

let typing = 0;
pane.addEventListener("input", (event) => {
  if (event.target.closest("#find")) {
    clearTimeout(typing);
    typing = setTimeout(browse, event.target.name === "words" ? 250 : 0);
  } else if (event.target.name === "source") {
    const chosen = pane.querySelectorAll('input[name="source"]:checked').length;
    const all = pane.querySelectorAll('input[name="source"]').length;
    pane.querySelector("#sources-chosen").textContent = chosen ? `${chosen} of ${all}` : `all ${all}`;
    browse();
  } else if (event.target.id === "pick-all") {
    pane.querySelectorAll('input[name="pick"]').forEach((one) => (one.checked = event.target.checked));
  }
});
pane.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.id === "add") addAddress();
  else browse();
});
pane.addEventListener("reset", () => {
  pane.querySelectorAll('input[name="source"]').forEach((one) => (one.checked = false));
  const all = pane.querySelectorAll('input[name="source"]').length;
  if (all) pane.querySelector("#sources-chosen").textContent = `all ${all}`;
  setTimeout(browse);
});

// Reading and removing
const picked = () => [...pane.querySelectorAll('input[name="pick"]:checked')];
const remove = (articles, what) => {
  confirmation.querySelector("#confirm-title").textContent = articles.length === 1 ? "Remove this article?" : `Remove ${articles.length} articles?`;
  confirmation.querySelector("#confirm-what").textContent = what;
  confirmation.returnValue = "no";
  confirmation.onclose = () => {
    if (confirmation.returnValue !== "yes") return;
    if (document.querySelector("#reading [data-back]")) document.querySelector("#reading [data-back]").click();
    trigger("remove_articles", { ...asked(), articles });
  };
  confirmation.showModal();
};

document.getElementById("panes").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.page) {
    browse(Number(button.dataset.page));
    pane.querySelector("#rows").scrollIntoView({ block: "start" });
  } else if (button.id === "remove") {
    const titles = picked().map((one) => one.closest("li").querySelector(".title").textContent);
    remove(picked().map((one) => one.value), titles.slice(0, 5).join("; ") + (titles.length > 5 ? " …" : ""));
  } else if (button.dataset.remove) remove([button.dataset.remove], button.dataset.title);
});

// Adding: the files go to the server one by one, then they are read all together.
const form = element.querySelector("#add");
const addAddress = () => {
  const field = form.querySelector("#address");
  if (!field.value.trim()) return field.focus();
  trigger("add_articles", { ...asked(), address: field.value });
  field.value = "";
};
form.querySelector("#stop-adding").addEventListener("click", () => trigger("stop_adding"));
const kinds = form.querySelector("#files").accept.split(",");
const isReadable = (name) => kinds.some((kind) => name.toLowerCase().endsWith(kind)) || !name.split("/").pop().includes(".");
const send = async (file, name) => {
  if (!isReadable(name)) throw new Error(`${name} is of a kind that cannot be read`);
  const megabytes = Number(form.dataset.megabytes);
  if (file.size > megabytes * 1024 * 1024) throw new Error(`${name} is larger than ${megabytes} MB, the most that can be added here`);
  const answer = await fetch("library/upload", { method: "POST", body: file, headers: { "X-File-Name": encodeURIComponent(name) } });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error || `${name} could not be sent (${answer.status})`);
  return said.token;
};
let busy = false;
const addFiles = async (files) => {
  if (busy || !files.length) return;
  busy = true;
  const uploads = [];
  const faults = [];
  const most = Number(form.dataset.files);
  if (files.length > most) faults.push(`Only the first ${most} of ${files.length} files are taken; add the others after them.`);
  for (const [place, { file, name }] of files.slice(0, most).entries()) {
    sending.textContent = `Sending ${place + 1} of ${Math.min(files.length, most)}: ${name}`;
    try {
      uploads.push(await send(file, name));
    } catch (error) {
      faults.push(error.message);
    }
  }
  sending.replaceChildren(...faults.map((fault) => Object.assign(document.createElement("span"), { className: "fault", textContent: fault })));
  busy = false;
  if (uploads.length) trigger("add_articles", { ...asked(), uploads });
};
const chosen = element.querySelector("#files");
chosen.addEventListener("change", () => {
  addFiles([...chosen.files].map((file) => ({ file, name: file.name })));
  chosen.value = "";
});

// Folders are followed to their files; what stands in the way is left out.
const filesIn = async (entry) => {
  if (entry.isFile) {
    const file = await new Promise((found, failed) => entry.file(found, failed)).catch(() => null);
    const name = entry.fullPath.slice(1);
    const inFolder = name.includes("/"); // of a folder, what no reader reads is left out without a word
    return file && !(inFolder && (file.name.startsWith(".") || !isReadable(name))) ? [{ file, name }] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((read, failed) => reader.readEntries(read, failed)).catch(() => []);
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesIn(one)));
  }
};
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
["dragenter", "dragover"].forEach((kind) =>
  document.addEventListener(kind, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    element.classList.add("over");
  }),
);
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) element.classList.remove("over");
});
document.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  element.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => ({ file, name: file.name }));
  addFiles(entries.length ? (await Promise.all(entries.map(filesIn))).flat() : plain);
});
