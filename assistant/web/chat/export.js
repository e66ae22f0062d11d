// Saves the exported Markdown as a file. Gradio provides `element` and `watch`.

watch("value", () => {
  const file = element.querySelector("pre");
  if (!file) return;
  const url = URL.createObjectURL(new Blob([file.textContent], { type: "text/markdown" }));
  Object.assign(document.createElement("a"), { href: url, download: file.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
});
