/* Firebreak in the browser: keys, drafts, and staying in the past one is looking at.
   Every page works without this file. No personal data outlives the tab: drafts are in
   sessionStorage, under the user's id, and go when the form was accepted or the user leaves. */
(() => {
  "use strict";
  const body = document.body;
  const user = body.dataset.user || "";
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

  /* ---- storage that never throws (private windows may refuse it) ---- */
  const store = (area) => ({
    get: (key) => { try { return area().getItem(key); } catch { return null; } },
    set: (key, value) => { try { area().setItem(key, value); } catch { /* full or refused */ } },
    remove: (key) => { try { area().removeItem(key); } catch { /* refused */ } },
    keys: () => { try { return Object.keys(area()); } catch { return []; } },
  });
  const tab = store(() => window.sessionStorage);
  const device = store(() => window.localStorage);

  /* ---- keys ---- */
  const KEYS_OFF = "firebreak.keys-off";
  const dialog = document.getElementById("shortcuts");
  let waitingForRoom = false;

  const lines = () => [...document.querySelectorAll(".work, .work-line")];
  const walkTo = (rows, next) => {
    rows.forEach((row) => row.classList.toggle("is-current", row === next));
    (next.querySelector("a") || next).focus();
  };
  const step = (by) => {
    const rows = lines();
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const isOver = at >= 0 && (at + by < 0 || at + by >= rows.length);
    if (isOver && turnPage(by)) return;
    walkTo(rows, rows[Math.min(rows.length - 1, Math.max(0, at + by))]);
  };
  /* Past the last line of a list's page comes the first of its next page, and the other way round. */
  const WALKS_ON = "firebreak.walks-on";
  const turnPage = (by) => {
    const pages = document.querySelectorAll(".pagination");
    const link = pages.length === 1 && pages[0].querySelector(by > 0 ? "[rel=next]" : "[rel=prev]");
    if (!link) return false;
    tab.set(WALKS_ON, by > 0 ? "first" : "last");
    link.click();
    return true;
  };
  const walksOn = tab.get(WALKS_ON);
  tab.remove(WALKS_ON);
  if (walksOn && lines().length) walkTo(lines(), lines().at(walksOn === "last" ? -1 : 0));
  const goTo = (key) => {
    const place = document.querySelector(`.navigation a[data-key="${CSS.escape(key)}"]`);
    if (place) place.click();
  };
  const act = {
    "/": () => document.getElementById("search")?.focus(),
    "?": () => dialog?.showModal(),
    j: () => step(1),
    k: () => step(-1),
    g: () => { waitingForRoom = true; setTimeout(() => { waitingForRoom = false; }, 1500); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return closeMenus();
    if (typing(event.target) || dialog?.open || device.get(KEYS_OFF)) return;
    if (waitingForRoom) { waitingForRoom = false; return goTo(event.key); }
    if (!act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  });
  const onOff = document.getElementById("shortcuts-on");
  if (onOff) {
    onOff.checked = !device.get(KEYS_OFF);
    onOff.addEventListener("change", () => onOff.checked ? device.remove(KEYS_OFF) : device.set(KEYS_OFF, "1"));
  }

  /* ---- menus close when one looks elsewhere ---- */
  const closeMenus = (except) => document.querySelectorAll(".menu[open]").forEach((menu) => {
    if (menu === except) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));

  /* ---- stay in the past: a link of ours keeps ?known= unless it leads back to now ---- */
  const keepKnown = (link) => {
    const known = body.dataset.known;
    if (!known || link.closest("[data-leave-past]")) return;
    const url = new URL(link.getAttribute("href"), location.href)  /* an SVG link's .href is no text */;
    if (url.origin !== location.origin || url.searchParams.has("known")) return;
    url.searchParams.set("known", known);
    link.setAttribute("href", url.pathname + url.search + url.hash);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) keepKnown(link);
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    const known = body.dataset.known;
    if (known && event.detail.verb === "get" && !("known" in event.detail.parameters)) event.detail.parameters.known = known;
  });

  /* ---- drafts: a failed send loses no typing ---- */
  const PREFIX = "firebreak.draft.";
  const mine = `${PREFIX}${user}.`;
  const keyOf = (form) => mine + form.dataset.draft + "@" + location.pathname;
  const kept = (form) => [...form.elements].filter((el) =>
    el.name && !["hidden", "password", "file", "submit", "button"].includes(el.type));
  const read = (form) => kept(form).map((el) =>
    [el.name, /checkbox|radio/.test(el.type) ? el.value : null, /checkbox|radio/.test(el.type) ? el.checked : el.value]);
  const initial = new WeakMap();

  const forgetDrafts = (which) => tab.keys().filter((key) => key.startsWith(which)).forEach(tab.remove);
  const notice = (form, id) => {
    const template = document.getElementById(id);
    if (!template || form.previousElementSibling?.dataset.notice === id) return;
    const node = template.content.firstElementChild.cloneNode(true);
    node.dataset.notice = id;
    form.before(node);
    return node;
  };
  const putBack = (form) => {
    const saved = JSON.parse(tab.get(keyOf(form)) || "null");
    if (!saved || JSON.stringify(saved.fields) === initial.get(form) || form.querySelector('[aria-invalid="true"]')) return;
    for (const [name, option, value] of saved.fields) {
      const field = kept(form).find((el) => el.name === name && (option === null || el.value === option));
      if (!field) continue;
      if (option === null) field.value = value; else field.checked = value;
    }
    notice(form, "draft-restored")?.querySelector("[data-draft-discard]").addEventListener("click", () => {
      tab.remove(keyOf(form));
      form.reset();
      document.querySelector('[data-notice="draft-restored"]')?.remove();
    });
  };
  const save = (form, sent) => {
    if (!sent && JSON.stringify(read(form)) === initial.get(form)) return tab.remove(keyOf(form));
    tab.set(keyOf(form), JSON.stringify({ fields: read(form), sent }));
  };
  const refuseOffline = (event, form) => {
    if (navigator.onLine !== false) return false;
    event.preventDefault();
    notice(form, "send-failed");
    return true;
  };
  const watch = (form) => {
    if (initial.has(form)) return;
    initial.set(form, JSON.stringify(read(form)));
    putBack(form);
    form.addEventListener("input", () => save(form, false));
    form.addEventListener("change", () => save(form, false));
    form.addEventListener("submit", (event) => save(form, !refuseOffline(event, form)));
  };
  /* Did the server take what was sent? Yes if it led us on (a redirect, another page of ours right
     after the form) or says so. An error page (data-problem), the browser's own page for a dead
     network, or coming back by hand prove nothing: the draft stays. */
  const wasTaken = (key) => {
    const path = key.slice(key.lastIndexOf("@") + 1);
    const from = document.referrer && new URL(document.referrer);
    const ledOn = from && from.origin === location.origin && from.pathname === path && location.pathname !== path;
    return ledOn || document.querySelector(".message.success")
      || performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  };
  const settle = () => {
    if (!user) {
      /* Signed out by the clock, in the middle of a form: what was typed waits for its writer.
         Logging out forgets it at once, and so does anybody else who logs in here. */
      tab.keys().filter((key) => key.startsWith(PREFIX)).forEach((key) =>
        tab.set(key, JSON.stringify({ ...JSON.parse(tab.get(key) || "{}"), sent: false })));
      return;
    }
    tab.keys().filter((key) => key.startsWith(PREFIX) && !key.startsWith(mine)).forEach(tab.remove);
    tab.keys().filter((key) => key.startsWith(mine)).forEach((key) => {
      const draft = JSON.parse(tab.get(key) || "{}");
      if (!draft.sent) return;
      if (body.hasAttribute("data-problem")) tab.set(key, JSON.stringify({ ...draft, sent: false }));
      else if (wasTaken(key)) tab.remove(key);
    });
  };
  settle();
  const watchAll = (root) => root.querySelectorAll("form[data-draft]").forEach(watch);
  watchAll(document);
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root.matches?.("form[data-draft]")) watch(root); else watchAll(root);
  });
  /* A field inside the form may ask the server something; only the form itself is sent. */
  const sentForm = (event) => event.detail.elt.matches?.("form[data-draft]") ? event.detail.elt : null;
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = sentForm(event);
    if (form && event.detail.successful) tab.remove(keyOf(form));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-draft]");
    if (form && event.detail.xhr.status === 401) notice(form, "signed-out");
  });
  document.addEventListener("htmx:sendError", (event) => {
    const form = sentForm(event);
    if (form) { save(form, false); notice(form, "send-failed"); }
  });

  /* ---- what was pressed and not done: said where it was pressed, until it is pressed again ---- */
  const unsay = () => document.querySelectorAll("[data-not-done]").forEach((node) => node.remove());
  const say = (event, id) => {
    const { elt } = event.detail;
    if (elt.closest("form[data-draft]")) return;
    unsay();
    const node = document.getElementById(id).content.firstElementChild.cloneNode(true);
    node.setAttribute("data-not-done", "");
    (elt.closest("form") || elt).before(node);
    const door = node.querySelector("[data-come-back]");
    if (door) door.search = new URLSearchParams({ next: location.pathname + location.search });
    node.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:beforeRequest", unsay);
  document.addEventListener("htmx:sendError", (event) => say(event, "not-sent"));
  document.addEventListener("htmx:responseError", (event) => say(event, "not-done"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status === 401) say(event, "session-ended");
  });

  /* ---- a time that was put right: its old fault goes, what was understood is in sight ---- */
  const forgive = (field) => {
    field.classList.remove("has-errors");
    field.querySelectorAll(".errors").forEach((list) => list.remove());
    field.querySelectorAll("[aria-invalid]").forEach((el) => el.removeAttribute("aria-invalid"));
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const said = event.detail.target;
    if (!said.matches(".understood") || !said.textContent.trim()) return;
    const field = said.closest(".field");
    if (field) forgive(field);  /* what is wrong with it now is said by what was understood */
    said.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) forgetDrafts(PREFIX);
  });

  /* ---- errors get the focus, a chart box shows its latest days ---- */
  (document.querySelector(".form-errors") || document.querySelector('[aria-invalid="true"]'))?.focus();
  document.querySelectorAll("[data-show-end]").forEach((box) => { box.scrollLeft = box.scrollWidth; });
})();
