/**
 * The script of the HTML report: filters, stepping, printing, and the proof that everything arrived. It reads the page
 * and nothing else; no data is ever written into it, so its hash in the content security policy is constant.
 */
export const script: string = String.raw`
"use strict";
(() => {
  const root = document.documentElement;
  const main = document.querySelector("main");
  const cards = [...document.querySelectorAll("#cards > article")];
  const whole = main !== null && main.dataset.state === "given" && document.getElementById("complete") !== null
    && Number(main.dataset.cards) === cards.length;
  root.classList.add(whole ? "whole" : "broken", "js");
  if (!whole) return;
  document.getElementById("print")?.addEventListener("click", () => window.print());
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
  const form = document.querySelector("form.filters");
  if (form === null) return;
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const apply = () => {
    const wanted = new FormData(form);
    const text = String(wanted.get("text") ?? "").toLowerCase();
    let count = 0;
    for (const card of cards) {
      const fits = ["action", "kind", "source"].every((name) => {
        const value = wanted.get(name);
        return value === null || value === "" || card.dataset[name] === value;
      });
      card.hidden = !(fits && (text === "" || card.textContent.toLowerCase().includes(text)));
      if (!card.hidden) count += 1;
    }
    none.hidden = count > 0;
    shown.textContent = shown.dataset.text.replace("{shown}", String(count)).replace("{all}", String(cards.length));
  };
  const step = (direction) => {
    const visible = cards.filter((card) => !card.hidden);
    if (visible.length === 0) return;
    const at = visible.findIndex((card) => card.contains(document.activeElement));
    const next = at < 0 ? (direction > 0 ? 0 : visible.length - 1)
      : Math.min(visible.length - 1, Math.max(0, at + direction));
    visible[next].focus({ preventScroll: true });
    visible[next].scrollIntoView({ block: "start" });
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
  apply();
})();
`;
