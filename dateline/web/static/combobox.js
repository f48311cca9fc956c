// How the words in the search box may go on: an ARIA combobox with a listbox.
// Choosing a completion fills the box and never submits. Without this script the box is a plain one.
"use strict";

(() => {
  const input = document.querySelector("input#q[data-suggest]");
  if (!input) return;

  const DEBOUNCE_MS = 150;
  const MIN_LETTERS = 3;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions from the articles");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer, request;

  const options = () => [...list.children];
  const active = () => list.querySelector('[aria-selected="true"]');

  function select(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    select(null);
  }

  function choose(option) {
    input.value = option.dataset.query;
    close();
    input.focus();
  }

  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What was typed in normal weight, what it would become in bold.
  function spell(value, typed) {
    const word = fold(typed).split(/[\s"():]+/).pop();
    const at = Array.from({ length: value.length }).findIndex((_, i) =>
      word && fold(value.slice(i)).startsWith(word) && !/[\p{L}\p{N}]/u.test(value[i - 1] ?? ""));
    const bold = text => Object.assign(document.createElement("b"), { textContent: text });
    if (at < 0) return [bold(value)];
    const end = at + word.length;
    return [at ? bold(value.slice(0, at)) : "", value.slice(at, end), bold(value.slice(end))];
  }

  function show(found, typed) {
    list.replaceChildren(...found.map(({ value, kind, count, query }, i) => {
      const option = document.createElement("li");
      option.id = `suggestion-${i}`;
      option.dataset.query = query;
      option.setAttribute("role", "option");
      const name = document.createElement("span");
      name.append(...spell(value, typed));
      const about = document.createElement("span");
      about.className = "about";
      about.textContent = ` ${kind}, ${count.toLocaleString("en")} ${count === 1 ? "article" : "articles"}`;
      option.append(name, about);
      return option;
    }));
    select(null);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const typed = input.value;
    request = new AbortController();
    try {
      const url = `${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(url, { signal: request.signal });
      if (answer.ok) show((await answer.json()).suggestions, typed);
    } catch { /* aborted or offline: the box works as it is */ }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    if (input.value.trim().length < MIN_LETTERS) close();
    else timer = setTimeout(ask, DEBOUNCE_MS);
  });

  input.addEventListener("keydown", event => {
    if (list.hidden || event.isComposing) return;
    const all = options(), at = all.indexOf(active());
    if (event.key === "ArrowDown") select(all[at + 1] ?? null);
    else if (event.key === "ArrowUp") select(at < 0 ? all[all.length - 1] : all[at - 1] ?? null);
    else if (event.key === "Enter" && at >= 0) choose(all[at]);
    else if (event.key === "Escape") close();
    else { if (event.key === "Tab" || event.key === "Enter") close(); return; }
    event.preventDefault();
    event.stopPropagation();
  });

  list.addEventListener("pointerdown", event => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
})();
