// Calls the HTTP API and reads its event streams.

const request = (path, options = {}) =>
  fetch(api + path, {
    ...options,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    headers: { ...(config.key ? { Authorization: `Bearer ${config.key}` } : {}), ...options.headers },
  });

const responseError = async (response) => {
  const problem = await response.json().catch(() => ({}));
  return new Error(problem.detail || `the server answered with status ${response.status}`);
};

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split(/\r?\n/);
      const of = (field) => lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trim());
      const data = of("data").join("\n");
      if (data) yield { kind: of("event")[0], data: JSON.parse(data) };
    }
  }
}

async function* ask(question, history, signal) {
  const body = { question, history, stream: true, ...(sources.length ? { sources } : {}), ...(config.asOf ? { as_of: config.asOf } : {}) };
  const response = await request("/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw await responseError(response);
  yield* eventsOf(response);
}
