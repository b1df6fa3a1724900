// Connects to the live feed, reconnects, and reports the state of the connection.

/** Calls `snapshot` and `update` with the data of events, and `state` with `live`, `lost`, `closed` or `idle`. */
export function follow({ snapshot, update, state }) {
  let source = null;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("/-/events");
    source.addEventListener("snapshot", (event) => {
      snapshot(JSON.parse(event.data));
      state("live");
    });
    source.addEventListener("update", (event) => update(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser reconnects, unless the server returned an error.
      if (source.readyState === EventSource.CLOSED) rejected();
      else state("lost");
    });
  }

  async function rejected() {
    source.close();
    source = null;
    let response = null;
    try {
      response = await fetch("/-/events", { method: "HEAD" });
    } catch {
      // The server has stopped in the meantime.
    }
    state(response && (response.status === 401 || response.status === 403) ? "closed" : "lost");
    // The user may open a new link in another tab, which sets a new cookie.
    timer = setTimeout(open, response ? 5000 : 1000);
  }

  function rest() {
    clearTimeout(timer);
    source?.close();
    source = null;
    state("idle");
  }

  // A hidden page disconnects, because browsers open at most six connections to a server.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(rest, 3000);
    else if (!source) open();
  });
  open();
}
