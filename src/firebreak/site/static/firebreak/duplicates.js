/* Keys of the page of a pair: each presses what bears it (data-press). The page works without this. */
(() => {
  "use strict";
  const isOff = () => { try { return localStorage.getItem("firebreak.keys-off"); } catch { return null; } };
  const isTyping = (el) => el.closest("textarea, select, [contenteditable], input:not([type=radio])");
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff()) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const goes = before === "g"; /* "g" and a letter walk to another room */
    before = event.key;
    const pressed = goes ? null : document.querySelector(`[data-press="${CSS.escape(event.key)}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  });
})();
