// The arrows that open a part of the navigation have no words for screen readers: they get the name of their part.
for (const summary of document.querySelectorAll("nav summary")) {
    const part = summary.closest("li")?.querySelector("a")?.textContent.trim();
    if (part && !summary.textContent.trim()) summary.setAttribute("aria-label", `Pages of ${part}`);
}
