// A chat bubble for any page, which asks an article assistant over its HTTP API. Put it there with one tag:
//   <script src="https://answers.example/widget.js" data-title="Ask the archive" async></script>
// What comes from articles is only ever set as text; addresses are followed only where they are http or https.
(() => {
  "use strict";
  const STYLE = "{{ style }}";
  const script = document.currentScript;
  if (!script || document.getElementById("article-assistant")) return;

  const given = script.dataset;
  const api = (given.api || new URL(script.src).origin).replace(/\/+$/, "");
  const title = given.title || "Ask the articles";
  const sources = (given.sources || "").split(",").map((one) => one.trim()).filter(Boolean);

  // {{ parts }}

  root.append(launcher, dialog);
  recall();
  const put = () => document.body.append(host);
  if (document.body) put();
  else document.addEventListener("DOMContentLoaded", put);
})();
