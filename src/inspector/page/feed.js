// The live feed: opens it, opens it again when it is lost, and says how it is doing.

/** Follows the feed; calls `snapshot`, `update` with their data, and `state` with `live`, `lost`, `closed` or `idle`. */
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
      // The browser tries again by itself, unless the server answered and refused.
      if (source.readyState === EventSource.CLOSED) refused();
      else state("lost");
    });
  }

  async function refused() {
    source.close();
    source = null;
    let answer = null;
    try {
      answer = await fetch("/-/events", { method: "HEAD" });
    } catch {
      // It went away in the meantime.
    }
    state(answer && (answer.status === 401 || answer.status === 403) ? "closed" : "lost");
    // Another tab may have opened the door with a new link.
    timer = setTimeout(open, answer ? 5000 : 1000);
  }

  function rest() {
    clearTimeout(timer);
    source?.close();
    source = null;
    state("idle");
  }

  // A browser opens six connections to a server at most, so a page that is not seen gives its own back.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(rest, 3000);
    else if (!source) open();
  });
  open();
}
