// Results that follow the filters, and keys for reading on. Everything works without this file:
// what it fetches are the pages that the same links and the same form would lead to.
"use strict";
{
  // From 400 ms on an answer is no longer felt to be one: then boxes wait for “Apply filters”.
  const LIVE_MS = 400;
  // Two slow answers in a row, since one may be the server's first.
  const SLOW_ANSWERS = 2;
  // Later the browser loads the page itself, with its own signs of loading.
  const PATIENCE_MS = 4000;
  // A pause in typing.
  const PAUSE_MS = 250;

  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const form = find("form#search");

  // -- One tree made like another, so that what stays keeps its focus, its state and its place ---

  function morph(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) {
      if (from.getAttribute(name) !== value && name !== "open") from.setAttribute(name, value);
    }
    if (from.type === "checkbox") from.checked = to.checked;
    else if (from.localName === "input" && from !== document.activeElement) from.value = to.value;
    morphChildren(from, to);
  }

  // What an element is known by among its siblings: its id, or the value that its box chooses.
  function known(node) {
    const box = node.localName === "li" && node.querySelector("input");
    return box ? `=${box.value}` : node.id || "";
  }

  function morphChildren(from, to) {
    const wanted = new Set([...to.children].map(known));
    const named = new Map();
    for (const child of [...from.children]) {
      const key = known(child);
      if (key && wanted.has(key)) named.set(key, child);
      else if (key) child.remove(); // first, so that those that stay need not move
    }
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const key = known(next);
      const alike = at && at.nodeName === next.nodeName && !known(at) ? at : null;
      const same = key ? named.get(key) : alike;
      if (same && same.nodeName === next.nodeName) {
        if (same === at) at = at.nextSibling;
        else from.insertBefore(same, at);
        morph(same, next);
      } else from.insertBefore(document.importNode(next, true), at);
    }
    while (at) {
      const rest = at.nextSibling;
      at.remove();
      at = rest;
    }
  }

  // -- Results that follow the filters ----------------------------------------------------------

  const REGIONS = ["#results", "#filters", ".colophon"];
  let shown = location.pathname + location.search;
  let asking = null;
  let slow = 0;
  let pause = 0;

  // Fetch a search and show it in place of this one. “entry” is what becomes of the history:
  // "pushState", "replaceState", or nothing where the browser has moved in it already.
  async function show(url, { entry = "pushState", used = document.activeElement, top = null } = {}) {
    clearTimeout(pause);
    asking?.abort();
    const mine = (asking = new AbortController());
    const late = setTimeout(() => location.assign(url), PATIENCE_MS);
    const started = performance.now();
    find("#results").setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal: mine.signal });
      if (!response.ok) throw new Error(response.statusText);
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== asking) return;
      if (!REGIONS.every((region) => next.querySelector(region))) throw new Error("no results");
      slow = performance.now() - started < LIVE_MS ? 0 : slow + 1;
      document.documentElement.classList.toggle("live", slow < SLOW_ANSWERS);
      if (entry === "pushState") history.replaceState({ top: scrollY }, "");
      if (entry) history[entry](null, "", url);
      shown = location.pathname + location.search;
      put(next, used, !entry);
      if (top !== null) scrollTo(0, top);
    } catch {
      if (mine === asking) location.assign(url); // the browser can say what is the matter
    } finally {
      clearTimeout(late);
    }
  }

  function put(next, used, moved) {
    const before = used?.getBoundingClientRect().top ?? 0;
    const focused = used && used === document.activeElement;
    const paging = used?.closest?.(".pages");
    document.title = next.title;
    const q = form.elements.q;
    if (moved || q !== document.activeElement) q.value = next.querySelector("#q").value;
    for (const region of REGIONS) morph(find(region), next.querySelector(region));
    const again = paging ? null : counterpart(used);
    if (again) {
      if (focused) again.focus({ preventScroll: true });
      scrollBy(0, again.getBoundingClientRect().top - before);
    } else if (used && used !== document.body) {
      find("#results").focus({ preventScroll: !paging });
      if (paging) find("#results").scrollIntoView();
    }
  }

  // Where the control that was used is now: itself, or the one that does the same.
  function counterpart(used) {
    if (!used || used === document.body || used.isConnected) return used;
    const says = (one) => [one.name, one.value, one.textContent].join("\n");
    return all(used.localName).find((one) => says(one) === says(used));
  }

  // The form's state as a link of ours has it: without the fields that are empty.
  function address() {
    const data = new FormData(form);
    for (const { type, name, value } of form.elements) {
      if (type !== "checkbox" && !value) data.delete(name);
    }
    const asked = `${new URLSearchParams(data)}`;
    return form.action + (asked && `?${asked}`);
  }

  function submitted(event) {
    event.preventDefault();
    const url = address();
    const again = new URL(url).href === location.href;
    show(url, { entry: again ? "replaceState" : "pushState" });
  }

  function changed(event) {
    const { target } = event;
    if (target.form !== form || target.type === "search" || !form.checkValidity()) return;
    if (slow < SLOW_ANSWERS) show(address(), { used: target });
  }

  function typed(event) {
    const { target } = event;
    if (target.form !== form || !target.name.startsWith("in_") || slow >= SLOW_ANSWERS) return;
    clearTimeout(pause);
    const options = { entry: "replaceState", used: target };
    pause = setTimeout(() => show(address(), options), PAUSE_MS);
  }

  function followed(event) {
    const link = event.target.closest("#results a, #filters a");
    if (!link || event.button || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    const url = new URL(href, location);
    if (href.startsWith("#") || url.pathname !== new URL(form.action).pathname) return;
    event.preventDefault();
    show(url.href, { used: link });
  }

  function travelled(event) {
    if (shown === location.pathname + location.search) return; // within the page, to a #fragment
    show(location.href, { entry: "", used: null, top: event.state?.top ?? null });
  }

  if (form && REGIONS.every(find)) {
    document.documentElement.classList.add("live");
    form.addEventListener("submit", submitted);
    document.addEventListener("change", changed);
    document.addEventListener("input", typed);
    document.addEventListener("click", followed);
    addEventListener("popstate", travelled);
  }

  // -- Keys -------------------------------------------------------------------------------------

  const help = find("dialog#keys");
  const choice = find("#keys-on");

  // WCAG 2.1.4: who speaks to the computer, or rests a hand on it, can switch single letters off.
  function remember(value) {
    try {
      if (value) localStorage.setItem("dateline-keys", value);
      return localStorage.getItem("dateline-keys") !== "off";
    } catch {
      return choice.checked; // storage is closed to us: it holds for this page
    }
  }

  function step(selector, by) {
    const stops = all(selector);
    const here = stops.findIndex((stop) => stop === document.activeElement);
    const stop = stops[here < 0 && by < 0 ? stops.length - 1 : here + by];
    if (!stop) return;
    if (!stop.matches("a")) stop.tabIndex = -1;
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: "center" });
  }

  const KEYS = {
    "/": () => {
      const query = find(".query input");
      query?.focus();
      query?.select();
    },
    j: () => step(".hits h3 a", 1),
    k: () => step(".hits h3 a", -1),
    n: () => step("mark.hit", 1),
    p: () => step("mark.hit", -1),
    u: () => find(".back a")?.click(),
    "?": () => help.showModal(),
  };

  function pressed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented || !Object.hasOwn(KEYS, key) || help.open || !choice.checked) return;
    if (target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    KEYS[key]();
  }

  choice.checked = remember();
  choice.addEventListener("change", () => remember(choice.checked ? "on" : "off"));
  const opener = find("#keys-open");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
}
