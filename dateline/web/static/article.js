// The article page: a link to the words that are selected, and all mentions of a chosen fact.
{
  const text = document.querySelector(".text");
  const [link, told, ...buttons] = document.querySelector(".selected").children;
  const files = buttons.pop().children;
  const words = (range) => range.toString().trim().split(/\s+/);
  let quoted = [];

  document.addEventListener("selectionchange", () => {
    const [before, after, selection] = [new Range(), new Range(), getSelection()];
    if (selection.isCollapsed || !text.contains(selection.getRangeAt(0).startContainer)) return;
    const chosen = selection.getRangeAt(0).cloneRange();
    for (const range of [before, after]) range.selectNodeContents(text);
    if (!text.contains(chosen.endContainer)) chosen.setEnd(text, text.childNodes.length);
    before.setEnd(chosen.startContainer, chosen.startOffset);
    after.setStart(chosen.endContainer, chosen.endOffset);
    quoted = words(chosen);
    const ends = quoted.length > 16 ? [quoted.slice(0, 8), quoted.slice(-8)] : [quoted, []];
    const parts = [...ends, words(before).slice(-4), words(after).slice(0, 4)]; // as passages.py
    const [exact, end, prefix, suffix] = parts.map((part) => part.join(" ").slice(0, 300));
    link.href = `${text.dataset.passage}&${new URLSearchParams({ exact, end, prefix, suffix })}`;
    for (const file of files) file.href = link.href.replace("?", `${file.dataset.as}?`);
    link.parentElement.hidden = !exact; // and stays while a button is pressed
  });

  buttons.forEach((button, citing) => button.addEventListener("click", async () => {
    const cite = `“${quoted.join(" ")}” – ${document.querySelector(".cite").innerText} ${link.href}`;
    const done = navigator.clipboard?.writeText(citing ? cite : link.href); // no HTTPS: no clipboard
    told.textContent = done ? (await done, "Copied") : "Copy it from the link";
  }));

  for (const event of ["hashchange", "load"]) addEventListener(event, () => {
    for (const fact of document.querySelectorAll(".facts li")) {
      const to = [...fact.querySelectorAll("a[href^='#']")].map((mention) => mention.hash);
      const marks = text.querySelectorAll(to.join() || "none");
      for (const mark of marks) mark.classList.toggle("same", to.includes(location.hash));
    }
  });
}
