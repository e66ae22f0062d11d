// Works around a race in Gradio's client. It receives all results over one event stream, which the server closes when no result is pending.
// A request sent at that moment waits on the closing stream and never gets its result. An event that does nothing opens another stream.
{
  const COMPLETED = /"msg":"process_completed","event_id":"(\w+)"/g;
  const MAX_MATCH_CHARACTERS = 100; // of a message that arrives in two chunks
  const originalFetch = window.fetch;
  const pending = new Set();

  const observe = (response) => {
    const decoder = new TextDecoder();
    let text = "";
    const observer = new TransformStream({
      transform: (chunk, controller) => {
        text = text.slice(-MAX_MATCH_CHARACTERS) + decoder.decode(chunk, { stream: true });
        for (const [, event] of text.matchAll(COMPLETED)) pending.delete(event);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(observer), response);
  };

  const reopenIfPending = () => {
    if (pending.size) trigger("reopen_stream");
    pending.clear();
  };

  window.fetch = async (request, options) => {
    const { url = String(request), signal = options?.signal } = request;
    const { pathname } = new URL(url, location.href);
    const response = await originalFetch(request, options);
    if (response.ok && pathname.endsWith("/queue/join")) pending.add((await response.clone().json()).event_id);
    if (!response.ok || !pathname.endsWith("/queue/data")) return response;
    signal?.addEventListener("abort", reopenIfPending); // Gradio aborts a stream that it no longer uses
    return observe(response);
  };
}
