// Tells the reader when the server does not answer any more, and goes on by itself once it is back. What was begun is kept by the other scripts.

const EVERY = 5000;
const WHILE_LOST = 1500;
const root = document.documentElement;
const kept = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that keeps nothing
  }
})();

const line = document.createElement("p");
line.id = "connection";
line.setAttribute("role", "alert");
document.body.append(line);

const say = (text) => {
  if (line.textContent !== text) line.textContent = text;
};

const look = async () => {
  try {
    const answer = await fetch("./gradio_api/app_id", { cache: "no-store" });
    const isAnother = answer.ok ? (await answer.json()).app_id !== window.gradio_config.app_id : answer.status === 401;
    if (isAnother) {
      // It was started anew, or the reader is signed out: this page belongs to a server that is gone.
      kept.resumes = "yes";
      say("The server is back. The page is opened again…");
      location.reload();
      return;
    }
    delete root.dataset.lost;
    say("");
  } catch {
    root.dataset.lost = "yes";
    say("The server does not answer. Your conversation is kept, and so is what you have written; the page goes on by itself as soon as the server is back.");
  }
};

let waiting = 0;
const watchOver = async () => {
  clearTimeout(waiting);
  if (!document.hidden) await look();
  waiting = setTimeout(watchOver, root.dataset.lost ? WHILE_LOST : EVERY);
};
document.addEventListener("visibilitychange", watchOver);
waiting = setTimeout(watchOver, EVERY);
