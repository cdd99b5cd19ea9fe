// Tandem's own small script. Every page works without it; with it some things
// are quicker. It keeps nothing on the device and calls nobody but this server.

// Leaving quickly: blank the screen first, tell the server, go somewhere plain.
// location.replace leaves this page out of the history.
const leaveForm = document.querySelector("form[data-leave]");

// Leaving stops what is on its way and all that would still be sent: nothing
// may follow the end of the session.
const gone = new AbortController();

function leave() {
  gone.abort();
  const action = leaveForm.getAttribute("action");
  const away = leaveForm.dataset.leave;
  document.title = "";
  document.documentElement.replaceChildren();
  fetch(action, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
  location.replace(away);
}

if (leaveForm) {
  leaveForm.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  let alone = false;
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat;
    if (!alone && event.key !== "Shift") presses = [];
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (presses.length >= 3) leave();
  });
  // A page that comes back from the browser's memory is asked for again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// Drafts: what is typed is kept, at most every three seconds.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  let dirty = false;
  let busy = false;
  let sent = false;

  async function keep() {
    timer = 0;
    if (!dirty || sent || gone.signal.aborted) return;
    if (busy) return later();
    dirty = false;
    busy = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
        redirect: "manual",
        keepalive: true,
        signal: gone.signal,
      });
      if (!answer.ok) throw new Error();
      if (status && !dirty) status.textContent = status.dataset.saved;
    } catch {
      dirty = !gone.signal.aborted;
      if (status) status.textContent = status.dataset.unsaved;
      later();
    } finally {
      busy = false;
    }
  }
  function later() {
    if (!timer && !sent && !gone.signal.aborted) timer = setTimeout(keep, 3000);
  }
  form.addEventListener("input", () => {
    dirty = true;
    later();
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  gone.signal.addEventListener("abort", () => {
    dirty = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty) keep();
  });
}

// A button that was pressed rests, so that nothing is sent twice. It rests a
// moment later, because a resting button would not be part of what is sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  const buttons = [...form.querySelectorAll("button")].filter((b) => !b.disabled);
  setTimeout(() => buttons.forEach((b) => (b.disabled = true)), 0);
  setTimeout(() => buttons.forEach((b) => (b.disabled = false)), 4000);
});

// Find a couple: "/" goes to the field, typing narrows the list in the page.
const find = document.querySelector("[data-find]");
if (find) {
  const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll("[data-row]")];
  const words = rows.map((row) => fold(row.dataset.row));
  const none = document.querySelector("[data-find-none]");
  find.closest("[hidden]")?.removeAttribute("hidden");
  find.addEventListener("input", () => {
    const wanted = fold(find.value.trim());
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words[i].includes(wanted);
      if (!row.hidden) shown++;
    });
    if (none) none.hidden = shown > 0;
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  });
}

// A question that follows from another answer shows once that was given.
for (const part of document.querySelectorAll("[data-only-if]")) {
  const form = part.closest("form");
  const follow = () => {
    part.hidden = !new FormData(form).getAll(part.dataset.onlyIf).includes(part.dataset.is);
  };
  form.addEventListener("input", follow);
  follow();
}

// On two phones: a page asks every four seconds, while somebody looks at it,
// whether there is something new for its reader. It loads itself when nothing
// was typed, and offers to otherwise.
for (const news of document.querySelectorAll("[data-watch]")) {
  let typed = false;
  document.addEventListener("input", () => (typed = true));
  const ask = async () => {
    if (document.visibilityState !== "visible" || gone.signal.aborted) return;
    try {
      const answer = await fetch(news.dataset.watch, { redirect: "manual", signal: gone.signal });
      if (!answer.ok) return clearInterval(asking);
      if ((await answer.text()) === news.dataset.version) return;
      if (!typed) return location.reload();
      news.hidden = false;
      clearInterval(asking);
    } catch {}
  };
  const asking = setInterval(ask, 4000);
}

// A timer runs when somebody wants it to. It can be paused, made longer or
// shorter, and turned off; its end locks nothing and makes no sound.
for (const box of document.querySelectorAll("[data-timer]")) {
  const part = (name) => box.querySelector(`[data-timer-${name}]`);
  const [shown, said, run] = [part("left"), part("said"), part("run")];
  let left = Number(box.dataset.timer);
  let ends = 0;
  let tick = 0;
  const rest = () => (ends ? Math.max(0, Math.round((ends - Date.now()) / 1000)) : left);
  const show = () => {
    const s = rest();
    shown.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
    if (s > 0 || !ends) return;
    hold();
    left = 0;
    said.textContent = said.dataset.over;
  };
  const hold = () => {
    left = rest();
    ends = 0;
    clearInterval(tick);
    run.textContent = run.dataset.go;
  };
  const change = (by) => {
    const next = Math.min(Number(box.dataset.max), Math.max(by < 0 ? Number(box.dataset.min) : 0, rest() + by));
    if (by < 0 && next > rest()) return;
    left = next;
    if (ends) ends = Date.now() + left * 1000;
    said.textContent = "";
    show();
  };
  part("parts").hidden = false;
  show();
  run.addEventListener("click", () => {
    if (ends) return hold();
    if (left === 0) return;
    ends = Date.now() + left * 1000;
    run.textContent = run.dataset.pause;
    tick = setInterval(show, 500);
  });
  part("add").addEventListener("click", () => change(60));
  part("less").addEventListener("click", () => change(-60));
  part("off").addEventListener("click", () => {
    clearInterval(tick);
    part("parts").hidden = true;
  });
}

// A plan wider than the page opens at the present week.
for (const week of document.querySelectorAll(".plan thead .now")) {
  const frame = week.closest(".scroll");
  frame.scrollLeft = week.offsetLeft - frame.clientWidth / 2;
}

// Copy an invitation's link.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const from = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(from.value);
      button.textContent = button.dataset.copied;
    } catch {
      from.focus();
      from.select();
    }
  });
}

// Show what is typed into a passphrase field, while the person wants it.
for (const box of document.querySelectorAll("input[data-show]")) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => {
    for (const id of box.dataset.show.split(" ")) {
      document.getElementById(id).type = box.checked ? "text" : "password";
    }
  });
}

// After an error the summary is the first thing to hear.
document.querySelector("[data-first-focus]")?.focus();
