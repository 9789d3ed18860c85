// Listens to the preview for all tabs of a browser, and tells them of each change. A browser runs
// this once, as long as any tab is open. Part of a preview only.
"use strict";
const tabs = new BroadcastChannel("certsite");
const listen = () => {
  const events = new EventSource("/_certsite/events");
  events.addEventListener("changed", () => tabs.postMessage("changed"));
  events.addEventListener("error", () => {
    // The browser itself tries again, unless it was answered otherwise, as by a proxy.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  });
};
listen();
