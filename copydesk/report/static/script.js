// What a link leads to is in sight: folded parts around it open, and what was removed shows.
"use strict";
(() => {
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
