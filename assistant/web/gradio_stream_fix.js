// Hears out whatever the server was asked for. Gradio hears all of it over one stream, which the server ends when nothing is due any more.
// What is asked for just then counts on the stream that is ending, and would never be heard: an event that does nothing opens another.
{
  const ENDED = /"msg":"process_completed","event_id":"(\w+)"/g;
  const LONGEST = 100; // characters of what ENDED looks for, which may come in two pieces
  const plain = window.fetch;
  const due = new Set();

  const noted = (response) => {
    const decoder = new TextDecoder();
    let text = "";
    const note = new TransformStream({
      transform: (piece, controller) => {
        text = text.slice(-LONGEST) + decoder.decode(piece, { stream: true });
        for (const [, event] of text.matchAll(ENDED)) due.delete(event);
        controller.enqueue(piece);
      },
    });
    return new Response(response.body.pipeThrough(note), response);
  };

  const hearOut = () => {
    if (due.size) trigger("hear");
    due.clear();
  };

  window.fetch = async (asked, options) => {
    const { url = String(asked), signal = options?.signal } = asked;
    const { pathname } = new URL(url, location.href);
    const response = await plain(asked, options);
    if (response.ok && pathname.endsWith("/queue/join")) due.add((await response.clone().json()).event_id);
    if (!response.ok || !pathname.endsWith("/queue/data")) return response;
    signal?.addEventListener("abort", hearOut); // Gradio's last word to a stream, once it counts on it no more
    return noted(response);
  };
}
