// A chat widget for any page, which uses the HTTP API of an article assistant. Embed it with one tag:
//   <script src="https://answers.example/widget.js" data-title="Ask the archive" async></script>
// Content of articles is only set as text; links are only http or https.
(() => {
  "use strict";
  const STYLE = "{{ style }}";
  const script = document.currentScript;
  if (!script || document.getElementById("article-assistant")) return;

  const config = script.dataset;
  const api = (config.api || new URL(script.src).origin).replace(/\/+$/, "");
  const title = config.title || "Ask the articles";
  const sources = (config.sources || "").split(",").map((name) => name.trim()).filter(Boolean);

  // {{ parts }}

  root.append(launcher, dialog);
  restore();
  const attach = () => document.body.append(host);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach);
})();
