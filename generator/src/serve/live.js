// Reloads this tab when its page has changed, and shows errors over it until they are mended.
// Part of a preview only; never part of a built site.
(() => {
  "use strict";
  const query = new URLSearchParams({
    path: location.pathname,
    sum: document.currentScript.dataset.sum,
  });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/_certsite/live.css";
  document.head.append(style);

  const element = (name, text, className) => {
    const node = document.createElement(name);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  };

  const describe = (problem) => {
    const item = element("li", "");
    item.append(element("strong", problem.message));
    if (problem.file) {
      const place = problem.line ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
      item.append(element("code", place));
    }
    if (problem.source !== undefined) {
      const pointer = " ".repeat(problem.column - 1) + "^".repeat(problem.width);
      item.append(element("pre", `${problem.source}\n${pointer}`));
    }
    item.append(element("p", problem.help));
    return item;
  };

  let overlay = null;
  const show = (problems) => {
    overlay?.remove();
    overlay = null;
    if (problems.length === 0) return;
    overlay = element("section", "", "certsite-problems");
    overlay.setAttribute("role", "alert");
    overlay.append(element("h2", problems.length === 1 ? "1 error" : `${problems.length} errors`));
    const list = element("ol", "");
    list.append(...problems.map(describe));
    const close = element("button", "Hide");
    close.type = "button";
    close.addEventListener("click", () => overlay.remove());
    overlay.append(list, close);
    document.body.append(overlay);
  };

  const events = new EventSource(`/_certsite/events?${query}`);
  events.addEventListener("reload", () => location.reload());
  events.addEventListener("problems", (event) => show(JSON.parse(event.data)));
  // Without this, an open stream keeps a page out of the browser's back and forward cache.
  addEventListener("pagehide", () => events.close());
})();
