// Reloads this tab when its page has changed, and shows errors over it until they are mended.
// Part of a preview only; never part of a built site.
(() => {
  "use strict";
  const own = "/_certsite/";
  const query = new URLSearchParams({
    path: location.pathname,
    sum: document.currentScript.dataset.sum,
  });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = `${own}live.css`;
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

  const heading = (problems) => {
    const grave = problems.filter((problem) => problem.severity === "error");
    // One may stand for many more like it.
    const errors = grave.reduce((sum, problem) => sum + (problem.more ?? 1), 0);
    if (errors === 0) return "Note";
    return errors === 1 ? "1 error" : `${errors} errors`;
  };

  let overlay = null;
  let shown = "[]";
  const show = (problems) => {
    // The same again: what somebody has hidden stays hidden.
    if (JSON.stringify(problems) === shown) return;
    shown = JSON.stringify(problems);
    overlay?.remove();
    overlay = null;
    if (problems.length === 0) return;
    overlay = element("section", "", "certsite-problems");
    overlay.setAttribute("role", "alert");
    overlay.append(element("h2", heading(problems)));
    const list = element("ol", "");
    list.append(...problems.map(describe));
    const close = element("button", "Hide");
    close.type = "button";
    close.addEventListener("click", () => overlay.remove());
    overlay.append(list, close);
    document.body.append(overlay);
  };

  // Asks what a change means for this page; once more if another one comes meanwhile.
  let isAsking = false;
  let isDue = false;
  const ask = async () => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue) {
      isDue = false;
      try {
        const answer = await fetch(`${own}news?${query}`);
        const { reload, problems } = await answer.json();
        if (reload) {
          location.reload();
          return;
        }
        show(problems);
      } catch {
        // The preview is away; whoever tells of changes tells when it is back.
      }
    }
    isAsking = false;
  };

  // A browser opens six connections to a host: one stream serves all tabs. Where tabs cannot share
  // it (Chrome on Android), those that somebody sees ask by themselves.
  const poll = () => setInterval(() => document.hidden || ask(), 1000);
  try {
    new BroadcastChannel("certsite").addEventListener("message", ask);
    new SharedWorker(`${own}tabs.js`).addEventListener("error", poll, { once: true });
  } catch {
    poll();
  }
  ask();
})();
