/* The reviewer's keys, what is lit in the text, and dropping files. Without it the same forms work. */
(() => {
  "use strict";
  const review = () => document.getElementById("review");
  const typing = (el) => el.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  const keysOff = () => { try { return localStorage.getItem("firebreak.keys-off"); } catch { return null; } };

  /* ---- the current draft has the focus, and its words are lit ---- */
  const drafts = () => [...document.querySelectorAll("#review .draft")];
  const current = () => document.querySelector("#review .draft.is-current");
  const light = (key) => {
    const box = document.querySelector(".desk-text");
    if (!box) return;
    let first = null;
    box.querySelectorAll("mark").forEach((mark) => {
      const lit = mark.dataset.drafts.split(" ").includes(key);
      mark.classList.toggle("is-lit", lit);
      if (lit && !first) first = mark;
    });
    if (first) box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  };
  const choose = (draft, focus = true, stay = false) => {
    if (!draft) return;
    drafts().forEach((other) => {
      other.classList.toggle("is-current", other === draft);
      if (other === draft) other.setAttribute("aria-current", "true"); else other.removeAttribute("aria-current");
    });
    if (focus) { draft.focus({ preventScroll: true }); if (!stay) draft.scrollIntoView({ block: "nearest" }); }
    light(draft.dataset.id);
  };
  /* A document that has just been opened is seen from its heading on, if its draft is in view with it;
     on a phone always if it is the first: a thumb goes on from there. */
  let opened = "";
  const isJustOpened = () => {
    if (review().dataset.document === opened) return false;
    opened = review().dataset.document;
    window.scrollTo(0, 0);
    return true;
  };
  const isPhone = window.matchMedia("(max-width: 43.99rem)");
  const isInView = (draft) => (isPhone.matches && draft === drafts()[0])
    || draft.getBoundingClientRect().top < window.innerHeight - 120; /* px, clear of the bars below */
  const step = (by) => {
    const all = drafts();
    const next = all[all.indexOf(current()) + by];
    if (next) return choose(next);
    const link = document.querySelector(by > 0 ? ".desk-drafts > p:last-of-type > a" : ".desk-drafts > p:first-of-type > a");
    if (link && all.length) link.click();
  };

  /* ---- keys: a button, link or choice says which key presses it ---- */
  const pressed = (key) => {
    const within = current()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return within || document.querySelector(`.desk-tools [data-key="${CSS.escape(key)}"]`);
  };
  const press = (key) => {
    const control = pressed(key);
    if (!control) return false;
    if (key === "r") {
      control.closest("details").open = true;
      control.closest("details").querySelector("input[name=reason]").focus();
    } else control.click();
    return true;
  };
  const act = {
    j: () => step(1),
    k: () => step(-1),
    t: () => current()?.querySelectorAll("input[name=take]").forEach((tick) => { tick.checked = true; }),
  };
  let waitingForRoom = false;
  document.addEventListener("keydown", (event) => {
    if (!review() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { /* out of the field; once more, out of the form */
      if (typing(event.target)) return choose(event.target.closest(".draft"));
      return current()?.querySelector("[data-leave]")?.click();
    }
    if (typing(event.target) || document.querySelector("dialog[open]") || keysOff()) return;
    if (waitingForRoom) { waitingForRoom = false; return; }
    if (event.key === "g") { waitingForRoom = true; setTimeout(() => { waitingForRoom = false; }, 1500); return; }
    if (event.repeat && !"jk".includes(event.key)) return;
    if (act[event.key]) act[event.key](); else if (!press(event.key)) return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const draft = event.target.closest("#review .draft");
    if (draft && draft !== current()) choose(draft, false);
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".desk-text mark");
    if (mark) choose(drafts().find((draft) => mark.dataset.drafts.split(" ").includes(draft.dataset.id)));
  });

  /* ---- after every answer of the server ---- */
  const settle = () => {
    if (!review()) return;
    const form = document.querySelector("#review .mending");
    const draft = form ? form.closest(".draft") : current() || drafts()[0];
    choose(draft, true, isJustOpened() && draft && isInView(draft));
    const first = form?.hasAttribute("data-links") ? ".mend-links :is(select, input:not([type=hidden]))" : ".mend-fields:not(.mend-links *) :is(input:not([type=hidden]), select)";
    const doubted = form?.hasAttribute("data-links") ? null : form?.querySelector(".field:has(.doubt) :is(input, select)");
    (doubted || form?.querySelector(first))?.focus();
    const wrong = form?.querySelector(".field:has([role=alert]) :is(input, select)");
    wrong?.focus();
  };
  document.addEventListener("htmx:afterSettle", settle);
  /* What was said when the page was loaded is not said of what came of a decision. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap && event.detail.target.id === "review") document.querySelector(".messages")?.remove();
  });
  settle();

  /* ---- bringing by keyboard: to the field, and from the field into the inbox ---- */
  const bring = document.querySelector("form[data-drop]");
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (!bring || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && bring.contains(event.target)) return bring.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysOff()) return;
    const goes = before === "g"; /* "g" and a letter walk to another room */
    before = event.key;
    if (event.key !== "p" || goes) return;
    event.preventDefault();
    bring.querySelector("textarea").focus();
  });

  /* ---- dropping files ---- */
  document.querySelectorAll("form[data-drop]").forEach((form) => {
    const over = (event) => { event.preventDefault(); form.classList.add("is-over"); };
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      form.querySelector("input[type=file]").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  });
})();
