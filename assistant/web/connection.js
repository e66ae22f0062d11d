// Tells the user when the server does not answer, and reloads the page when the server is back. The other scripts keep what the user has begun.

const INTERVAL_MS = 5000;
const INTERVAL_WHILE_LOST_MS = 1500;
const root = document.documentElement;
const storage = (() => {
  try {
    return sessionStorage;
  } catch {
    return {}; // a browser that stores nothing
  }
})();

const message = document.createElement("p");
message.id = "connection";
message.setAttribute("role", "alert");
document.body.append(message);

const show = (text) => {
  if (message.textContent !== text) message.textContent = text;
};

const check = async () => {
  try {
    const response = await fetch("./gradio_api/app_id", { cache: "no-store" });
    const isOther = response.ok ? (await response.json()).app_id !== window.gradio_config.app_id : response.status === 401;
    if (isOther) {
      // The server was restarted, or the user is signed out: this page belongs to a server that is gone.
      storage.resumes = "yes";
      show(_("The server is back. The page is opened again…"));
      location.reload();
      return;
    }
    delete root.dataset.lost;
    show("");
  } catch {
    root.dataset.lost = "yes";
    show(_("The server does not answer. Your conversation is kept, and so is what you have written; the page goes on by itself as soon as the server is back."));
  }
};

let timer = 0;
const checkAgainAndAgain = async () => {
  clearTimeout(timer);
  if (!document.hidden) await check();
  timer = setTimeout(checkAgainAndAgain, root.dataset.lost ? INTERVAL_WHILE_LOST_MS : INTERVAL_MS);
};
document.addEventListener("visibilitychange", checkAgainAndAgain);
timer = setTimeout(checkAgainAndAgain, INTERVAL_MS);
