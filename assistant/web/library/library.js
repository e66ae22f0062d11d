// The library page. Gradio provides `element` (the form that adds articles) and `trigger`.

const pane = document.getElementById("library-pane");
const filterForm = () => pane.querySelector("#find");
const confirmation = element.querySelector("#confirm");
const uploadStatus = element.querySelector("#sending");
let page = 0;
let story = ""; // only the articles of this story are listed

document.title = _("Library · Article assistant");
document.getElementById("status").setAttribute("aria-live", "polite");

// Every event after which the list is drawn again carries the list's filter.
const listRequest = () => {
  const fields = new FormData(filterForm());
  const sources = [...pane.querySelectorAll('input[name="source"]:checked')].map((box) => box.value);
  return { words: fields.get("words"), order: fields.get("order"), from: fields.get("from"), to: fields.get("to"), sources, page, story };
};
const browse = (newPage = 0) => {
  page = newPage;
  trigger("browse", listRequest());
};

let typing = 0;
pane.addEventListener("input", (event) => {
  if (event.target.closest("#find")) {
    clearTimeout(typing);
    typing = setTimeout(browse, event.target.name === "words" ? 250 : 0);
  } else if (event.target.name === "source") {
    const chosen = pane.querySelectorAll('input[name="source"]:checked').length;
    const all = pane.querySelectorAll('input[name="source"]').length;
    pane.querySelector("#sources-chosen").textContent = chosen ? _("%(part)s of %(whole)s", { part: chosen, whole: all }) : _("all %(number)s", { number: all });
    browse();
  } else if (event.target.id === "pick-all") {
    pane.querySelectorAll('input[name="pick"]').forEach((box) => (box.checked = event.target.checked));
  }
});
pane.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.id === "add") addAddress();
  else browse();
});
pane.addEventListener("reset", () => {
  story = "";
  pane.querySelectorAll(".story").forEach((other) => other.setAttribute("aria-pressed", "false"));
  pane.querySelectorAll('input[name="source"]').forEach((box) => (box.checked = false));
  const all = pane.querySelectorAll('input[name="source"]').length;
  if (all) pane.querySelector("#sources-chosen").textContent = _("all %(number)s", { number: all });
  setTimeout(browse);
});

// Reading and removing
const pickedBoxes = () => [...pane.querySelectorAll('input[name="pick"]:checked')];
const remove = (articles, titles) => {
  confirmation.querySelector("#confirm-title").textContent = articles.length === 1 ? _("Remove this article?") : _("Remove %(number)s articles?", { number: articles.length });
  confirmation.querySelector("#confirm-what").textContent = titles;
  confirmation.returnValue = "no";
  confirmation.onclose = () => {
    if (confirmation.returnValue !== "yes") return;
    if (document.querySelector("#reading [data-back]")) document.querySelector("#reading [data-back]").click();
    trigger("remove_articles", { ...listRequest(), articles });
  };
  confirmation.showModal();
};

document.getElementById("panes").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".story")) {
    story = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.story;
    pane.querySelectorAll(".story").forEach((other) => other.setAttribute("aria-pressed", String(other.dataset.story === story)));
    browse();
  } else if (button.dataset.page) {
    browse(Number(button.dataset.page));
    pane.querySelector("#rows").scrollIntoView({ block: "start" });
  } else if (button.id === "remove") {
    const titles = pickedBoxes().map((box) => box.closest("li").querySelector(".title").textContent);
    remove(pickedBoxes().map((box) => box.value), titles.slice(0, 5).join("; ") + (titles.length > 5 ? " …" : ""));
  } else if (button.dataset.remove) remove([button.dataset.remove], button.dataset.title);
});

// Adding: uploads the files one by one, then has them ingested together.
const form = element.querySelector("#add");
const addAddress = () => {
  const field = form.querySelector("#address");
  if (!field.value.trim()) return field.focus();
  trigger("add_articles", { ...listRequest(), address: field.value });
  field.value = "";
};
form.querySelector("#stop-adding").addEventListener("click", () => trigger("stop_adding"));
const suffixes = form.querySelector("#files").accept.split(",");
const isReadable = (name) => suffixes.some((suffix) => name.toLowerCase().endsWith(suffix)) || !name.split("/").pop().includes(".");
const uploadFile = async (file, name) => {
  if (!isReadable(name)) throw new Error(_("%(name)s is of a kind that cannot be read", { name }));
  const megabytes = Number(form.dataset.megabytes);
  if (file.size > megabytes * 1024 * 1024) throw new Error(_("%(name)s is larger than %(megabytes)s MB, the most that can be added here", { name, megabytes }));
  const response = await fetch("library/upload", { method: "POST", body: file, headers: { "X-File-Name": encodeURIComponent(name) } });
  const result = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(result.error?.message || result.error || _("%(name)s could not be sent (%(status)s)", { name, status: response.status }));
  return result.token;
};
let isUploading = false;
const addFiles = async (files) => {
  if (isUploading || !files.length) return;
  isUploading = true;
  const uploads = [];
  const errors = [];
  const maxFiles = Number(form.dataset.files);
  if (files.length > maxFiles) errors.push(_("Only the first %(taken)s of %(number)s files are taken; add the others after them.", { taken: maxFiles, number: files.length }));
  for (const [index, { file, name }] of files.slice(0, maxFiles).entries()) {
    uploadStatus.textContent = _("Sending %(position)s of %(number)s: %(name)s", { position: index + 1, number: Math.min(files.length, maxFiles), name });
    try {
      uploads.push(await uploadFile(file, name));
    } catch (error) {
      errors.push(error.message);
    }
  }
  uploadStatus.replaceChildren(...errors.map((error) => Object.assign(document.createElement("span"), { className: "fault", textContent: error })));
  isUploading = false;
  if (uploads.length) trigger("add_articles", { ...listRequest(), uploads });
};
const fileInput = element.querySelector("#files");
fileInput.addEventListener("change", () => {
  addFiles([...fileInput.files].map((file) => ({ file, name: file.name })));
  fileInput.value = "";
});

// Returns the files of a dropped file or folder; those that the browser cannot open are left out.
const filesIn = async (entry) => {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    const name = entry.fullPath.slice(1);
    const inFolder = name.includes("/"); // unreadable files of a folder are left out without a message
    return file && !(inFolder && (file.name.startsWith(".") || !isReadable(name))) ? [{ file, name }] : [];
  }
  const directory = entry.createReader();
  const files = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => directory.readEntries(resolve, reject)).catch(() => []);
    if (!entries.length) return files;
    for (const child of entries) files.push(...(await filesIn(child)));
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
  const plainFiles = [...event.dataTransfer.files].map((file) => ({ file, name: file.name }));
  addFiles(entries.length ? (await Promise.all(entries.map(filesIn))).flat() : plainFiles);
});
