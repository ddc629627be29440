// What a link leads to is in sight: folded parts around it open, and what was removed shows. What is of an earlier batch
// leads into its report where that lies beside. Rows of wide tables can be cards.
"use strict";
(() => {
  // In an object store a batch stands wherever its manifest says, and no page knows where another batch's report is.
  if (location.pathname.split("/").includes(".editions")) {
    for (const one of document.querySelectorAll("a[data-beside]")) one.removeAttribute("href");
  }
  // A later batch's report leads to the first page of this one, as it does not know on which page an article is here.
  const front = document.querySelector("[data-page-bits]");
  const wanted = front && /^#a-(([0-9a-f]{8})[0-9a-f]*)$/.exec(location.hash);
  if (wanted) {
    const bits = Number(front.dataset.pageBits);
    const number = (parseInt(wanted[2], 16) >>> (32 - bits)).toString(16).padStart(Math.ceil(bits / 4), "0");
    location.replace(`article/${bits ? number : wanted[1]}.html${location.hash}`);
  }
  // Where a row of many cells is shown as a card, each cell says its head.
  for (const table of document.querySelectorAll(".wide > table")) {
    const heads = Array.from(table.querySelectorAll("thead th"), (head) => head.textContent);
    if (heads.length < 4) continue;
    table.classList.add("of-cards");
    for (const cell of table.querySelectorAll("tbody td")) cell.dataset.head = heads[cell.cellIndex];
  }
  const named = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // no address of ours
    }
  };
  const show = () => {
    const place = location.hash.length > 1 ? named() : null;
    if (!place) return;
    for (let around = place; around; around = around.parentElement) {
      if (around.tagName === "DETAILS") around.open = true;
    }
    if (place.classList.contains("out")) {
      const control = place.closest("article").querySelector(".switch");
      if (control) control.checked = true;
    }
    place.scrollIntoView();
  };
  addEventListener("hashchange", show);
  show();
})();
