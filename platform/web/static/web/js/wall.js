/* Comfort on top of pages that work without it. No state, no markup of its own: what it says comes from the page. */
(() => {
  const $ = (sel, root = document) => root.querySelector(sel);
  const each = (sel, act, root = document) => root.querySelectorAll(sel).forEach(act);
  const on = (type, act, target = document) => target.addEventListener(type, act);
  const DAY = 864e5;

  const say = (words) => {
    const voice = $("#voice");
    if (!voice || !words) return;
    voice.textContent = "";
    // A change after the region is empty is read out, even when it repeats the last sentence.
    setTimeout(() => { voice.textContent = words; }, 60);
  };

  /* Typed text survives a lost connection or a closed tab for a day, on this device only. */
  const box = (form) => "keep:" + form.dataset.keep;
  const typed = (form) => [...form.elements].filter((e) => e.name && /^(text|search|textarea|url)$/.test(e.type));
  const keep = (form) => {
    const words = {};
    typed(form).forEach((e) => { if (e.value) words[e.name] = e.value; });
    try { localStorage.setItem(box(form), JSON.stringify({ at: Date.now(), words })); } catch { /* storage is off: nothing to keep in */ }
  };
  const restore = (form) => {
    try {
      const kept = JSON.parse(localStorage.getItem(box(form)));
      if (!kept) return;
      if (Date.now() - kept.at > DAY) localStorage.removeItem(box(form));
      else typed(form).forEach((e) => { if (!e.value && kept.words[e.name]) e.value = kept.words[e.name]; });
    } catch { /* nothing kept, or not by us */ }
  };

  const count = (e) => {
    const out = e.id && $(`[data-count="${e.id}"]`);
    if (out) out.textContent = out.dataset.words.replace("%n", e.maxLength - e.value.length);
  };

  const ready = (root) => {
    each("[data-forget]", (e) => { try { localStorage.removeItem("keep:" + e.dataset.forget); } catch { /* as above */ } }, root);
    each("form[data-keep]", restore, root);
    each("[data-count]", (out) => { const e = document.getElementById(out.dataset.count); if (e) { out.hidden = false; count(e); } }, root);
    each("[data-share]", (e) => { e.hidden = !navigator.share; }, root);
    each("[data-copy]", (e) => { e.hidden = !navigator.clipboard; }, root);
    if (matchMedia("(min-width:56.25em)").matches) each(".filters", (e) => { e.open = true; }, root);
    const first = $("[data-focus]", root);
    if (first) first.focus();
  };

  on("input", ({ target }) => {
    count(target);
    if (target.form?.dataset.keep) keep(target.form);
  });

  on("submit", (event) => {
    const form = event.target;
    if (form.dataset.offline && !navigator.onLine) {
      event.preventDefault();
      event.stopPropagation();
      lost(form.dataset.offline);
    }
  }, window);

  /* What the button says for so many seconds. */
  const saysFor = (seconds, button, words) => {
    say(words);
    const label = $("span", button);
    if (!label || !words) return;
    button.dataset.label ??= label.textContent;
    label.textContent = words;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { label.textContent = button.dataset.label; }, seconds * 1000);
  };

  /* A browser may refuse the clipboard: then the text is selected, for the person's own keys. */
  const copyFrom = async (button) => {
    const from = document.getElementById(button.dataset.from);
    try {
      await navigator.clipboard.writeText(button.dataset.copy || from.textContent);
      saysFor(2, button, button.dataset.done);
    } catch {
      if (from?.select) from.select();
      else if (from) getSelection().selectAllChildren(from);
      saysFor(8, button, button.dataset.refused);
    }
  };

  on("click", ({ target }) => {
    each(".menu[open]", (menu) => { if (!menu.contains(target)) menu.open = false; });
    const share = target.closest("[data-share]");
    const copy = target.closest("[data-copy]");
    if (share) navigator.share({ title: share.dataset.title, url: share.dataset.share }).catch(() => {});
    if (copy) copyFrom(copy);
    const close = target.closest("[data-close]");
    if (close) close.closest(close.dataset.close).remove();
  });

  on("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest(".menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
    }
    /* Up and down walk through a list, only while the focus is in it. */
    const list = event.target.closest("[data-arrows]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list && step) {
      const stops = [...list.querySelectorAll("a[href]")];
      stops[stops.indexOf(event.target.closest("a")) + step]?.focus();
      event.preventDefault();
    }
  });

  /* The connection went, or the server did not answer: say so where it is seen and heard. */
  const lost = (words) => {
    const note = $("#lost");
    const region = $("#messages");
    if (!note || !region) return;
    const copy = note.content.cloneNode(true);
    if (words) $("p", copy).textContent = words;
    region.replaceChildren(copy);
    region.scrollIntoView({ block: "nearest" });
  };
  on("htmx:sendError", () => lost());
  on("htmx:responseError", () => lost());

  /* "Show more" gives way to what it brought: the focus goes to the first of it, not back to the top. */
  let before = null;
  on("htmx:beforeSwap", ({ detail }) => { before = detail.target.id === "load-more" ? { list: detail.target.parentElement, n: detail.target.parentElement.querySelectorAll("article").length } : null; });
  on("htmx:afterSwap", () => {
    if (before) before.list.querySelectorAll("article")[before.n]?.querySelector("a")?.focus();
    before = null;
  });

  on("htmx:afterSettle", ({ detail }) => {
    const root = detail.elt;
    const words = root.matches?.("[data-say]") ? root : $("[data-say]", root);
    if (words) say(words.dataset.say);
    ready(root);
  });

  ready(document);
})();
