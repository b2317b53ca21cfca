// What only the browser can do for the components: menus, tabs by keyboard, storage, clipboard.
// Loaded once per page; listeners sit on the document, so content may come and go.

const gap = 4;

function place(popover, anchor) {
    const at = anchor.getBoundingClientRect();
    const size = popover.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8));
    const below = at.bottom + gap;
    const top = below + size.height > innerHeight - 8 && at.top - gap - size.height > 8 ? at.top - gap - size.height : below;
    popover.style.left = `${popover.dataset.align === "start" ? Math.min(at.left, innerWidth - size.width - 8) : left}px`;
    popover.style.top = `${Math.max(8, Math.min(top, innerHeight - size.height - 8))}px`;
}

function items(menu) {
    return [...menu.querySelectorAll("[role^=menuitem]:not(:disabled)")];
}

function showAt(popover, anchor, focus) {
    popover.htAnchor = anchor;
    if (!popover.matches(":popover-open")) popover.showPopover();
    place(popover, anchor);
    if (focus) items(popover)[0]?.focus();
}

export function openMenu(menuId, anchorId) {
    const menu = document.getElementById(menuId);
    const anchor = document.getElementById(anchorId);
    if (menu && anchor) showAt(menu, anchor, true);
}

export function hide(id) {
    const popover = document.getElementById(id);
    if (popover?.matches(":popover-open")) popover.hidePopover();
}

document.addEventListener("toggle", e => {
    const popover = e.target;
    if (!(popover instanceof HTMLElement) || !popover.hasAttribute("popover")) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
    const anchor = popover.htAnchor ?? button;
    if (e.newState === "open") {
        anchor?.setAttribute("aria-expanded", "true");
        if (button) {
            place(popover, button);
            (items(popover)[0] ?? popover.querySelector("input,button,a"))?.focus();
        }
    } else {
        anchor?.setAttribute("aria-expanded", "false");
        if (document.activeElement === document.body || popover.contains(document.activeElement)) anchor?.focus();
        popover.htAnchor = undefined;
    }
}, true);

// Turned or resized, the page moves under its open menus.
addEventListener("resize", () => {
    for (const popover of document.querySelectorAll("[popover]:popover-open")) {
        const anchor = popover.htAnchor ?? document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
        if (!anchor) continue;
        if (anchor.checkVisibility()) place(popover, anchor);
        else popover.hidePopover();
    }
});

document.addEventListener("keydown", e => {
    // The keys that walk a tree must not scroll it as well.
    if (e.target instanceof Element && e.target.matches("[role=tree]") && ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", " "].includes(e.key)) e.preventDefault();
    const menu = e.target instanceof Element ? e.target.closest("[role=menu]:popover-open") : null;
    if (menu) {
        const all = items(menu);
        const now = all.indexOf(document.activeElement);
        const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[e.key];
        if (to !== undefined) {
            e.preventDefault();
            all[(to + all.length) % all.length]?.focus();
        } else if (e.key === "Tab") {
            menu.hidePopover();
        }
        return;
    }
    const tab = e.target instanceof Element ? e.target.closest("[data-tabs] [role=tab]") : null;
    if (tab) {
        const all = [...tab.closest("[data-tabs]").querySelectorAll("[role=tab]")];
        const to = { ArrowRight: all.indexOf(tab) + 1, ArrowLeft: all.indexOf(tab) - 1, Home: 0, End: all.length - 1 }[e.key];
        if (to !== undefined) {
            e.preventDefault();
            const next = all[(to + all.length) % all.length];
            next.focus();
            next.click();
        } else if (e.key === " ") {
            e.preventDefault();
            tab.click();
        }
    }
});

document.addEventListener("click", e => {
    if (!(e.target instanceof Element)) return;
    e.target.closest("[role=menu]:popover-open [role^=menuitem]")?.closest("[role=menu]").hidePopover();
    const eye = e.target.closest("[data-show-password]");
    if (eye) {
        const box = document.getElementById(eye.dataset.showPassword);
        const show = box.type === "password";
        box.type = show ? "text" : "password";
        eye.setAttribute("aria-pressed", String(show));
    }
});

// On a phone the chosen tab may lie beyond the edge.
function showTab(within) {
    within.querySelector("[data-tabs] [aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
showTab(document);

// A checkbox can be half ticked only by script.
function mixed() {
    for (const box of document.querySelectorAll("input[type=checkbox]")) {
        const half = box.dataset.mixed === "true";
        if (box.indeterminate !== half && (half || box.hasAttribute("data-mixed") || box.dataset.wasMixed)) {
            box.indeterminate = half;
            box.dataset.wasMixed = half ? "1" : "";
        }
    }
}
new MutationObserver(changes => {
    if (changes.some(c => c.target instanceof Element && (c.target.matches("input") || c.addedNodes.length > 0))) mixed();
    for (const change of changes) {
        for (const node of change.addedNodes) {
            if (node instanceof Element) {
                if (node.matches("[data-tabs]") || node.querySelector("[data-tabs]")) showTab(node.parentElement ?? document);
                // After the dialog's own focus trap has taken the focus.
                const wanted = node.matches("[data-autofocus]") ? node : node.querySelector("[data-autofocus]");
                if (wanted) setTimeout(() => wanted.focus(), 80);
            }
        }
    }
}).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-mixed"] });

export function reveal(scrollerId, top, height) {
    const scroller = document.getElementById(scrollerId);
    if (!scroller) return;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + height - scroller.clientHeight;
}

export function store(key, value) {
    try { localStorage.setItem(key, value); } catch { /* private window: not kept */ }
}

export function read(key) {
    try { return localStorage.getItem(key); } catch { return null; }
}

export async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        // Without HTTPS there is no clipboard interface; the old way still works.
        const area = Object.assign(document.createElement("textarea"), { value: text });
        area.style.cssText = "position:fixed;opacity:0";
        (document.querySelector("dialog[open],.mud-dialog") ?? document.body).append(area);
        area.select();
        const done = document.execCommand("copy");
        area.remove();
        return done;
    }
}

export function saveText(fileName, mediaType, text) {
    saveBlob(fileName, new Blob(["\uFEFF", text], { type: mediaType }));
}

export function saveBlob(fileName, blob) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: fileName });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function focusFirstError(formId) {
    const form = document.getElementById(formId);
    (form?.querySelector("[aria-invalid=true]") ?? form?.querySelector("[role=alert]"))?.focus();
}

export async function saveFile(fileName, mediaType, stream) {
    saveBlob(fileName, new Blob([await stream.arrayBuffer()], { type: mediaType }));
}

export async function fullScreen(id) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.getElementById(id)?.requestFullscreen().catch(() => { });
}
