// The arrows that open a part of the navigation have no words for screen readers: they get the name of their part.
for (const summary of document.querySelectorAll("nav summary")) {
    const part = summary.closest("li")?.querySelector("a")?.textContent.trim();
    if (part && !summary.textContent.trim()) summary.setAttribute("aria-label", `Pages of ${part}`);
}

// Excerpts in the list of what was found: of the text of a page or a part, without its title, buttons and contents.
if (typeof Search !== "undefined") {
    const textOf = Search.htmlToText;
    Search.htmlToText = (html, anchor) => {
        const page = new DOMParser().parseFromString(html, "text/html");
        const text = page.querySelector("article");
        const part = (anchor && text?.querySelector(anchor)) || text;
        for (const one of [part?.querySelector("h1, h2, h3, h4"), text?.querySelector(".run-links")]) one?.remove();
        if (text) page.querySelector('[role="main"]').replaceChildren(text);
        return textOf(page.documentElement.outerHTML, anchor).replace(/\s+/g, " ").trim();
    };
}
