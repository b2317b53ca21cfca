// A page is drawn before it is alive. What is typed and pressed in between is kept and done as soon as it is, so that no button is ever dead.
const patience = 10_000;
const kept = [];

// Not by id: the live page makes its own.
const keyOf = el => el.getAttribute("name") || el.labels?.[0]?.textContent.trim() || el.getAttribute("aria-label") || el.getAttribute("placeholder") || (el.tagName === "FORM" ? "" : el.textContent.trim());

function describe(el) {
    const key = keyOf(el);
    return { tag: el.tagName, key, nth: [...document.querySelectorAll(`#main ${el.tagName}`)].filter(o => keyOf(o) === key).indexOf(el) };
}

const find = what => [...document.querySelectorAll(`#main ${what.tag}`)].filter(o => keyOf(o) === what.key)[what.nth];

function keep(e) {
    if (!e.isTrusted || !(e.target instanceof Element) || !e.target.closest("#main")) return;
    if (e.type === "click") {
        // Links and popovers work by themselves; boxes are told by their change.
        const button = e.target.closest("button");
        if (!button || button.type === "submit" || button.hasAttribute("popovertarget")) return;
        button.setAttribute("aria-busy", "true");
        kept.push({ type: "click", what: describe(button) });
    } else if (e.type === "submit") {
        e.preventDefault();
        kept.push({ type: "submit", what: describe(e.target) });
    } else if (e.target.type !== "file") { // a chosen file cannot be chosen again by a script
        const what = describe(e.target);
        const former = kept.findIndex(k => k.type === "value" && k.what.key === what.key && k.what.nth === what.nth);
        if (former >= 0) kept.splice(former, 1);
        kept.push({ type: "value", what, value: e.target.value, checked: e.target.checked });
    }
}

async function found(what) {
    for (const until = Date.now() + patience; Date.now() < until; await new Promise(r => setTimeout(r, 50))) {
        const el = find(what);
        if (el && !el.disabled) return el;
    }
    return null;
}

let focused = null;

// Where the cursor was: the live page is drawn over the other, and what is typed on must not fall beside it.
function heed(e) {
    if (e.target instanceof Element) focused = e.target.closest("#main") && e.target.id !== "main" ? describe(e.target) : null;
}

document.addEventListener("focusin", heed, true);
if (document.activeElement) heed({ target: document.activeElement });

async function refocus() {
    const what = focused;
    if (!what || document.activeElement?.closest("#main :is(input, select, textarea, button, a)")) return;
    const el = await found(what);
    if (!el || (document.activeElement && document.activeElement !== document.body && document.activeElement.tagName !== "H1")) return;
    el.focus({ preventScroll: true });
    if (el.setSelectionRange && /^(text|search|tel|url|password)$/.test(el.type)) el.setSelectionRange(el.value.length, el.value.length);
}

async function replay() {
    for (const act of kept.splice(0)) {
        const el = await found(act.what);
        if (!el) continue;
        if (act.type === "click") el.click();
        else if (act.type === "submit") el.requestSubmit();
        else {
            el.value = act.value;
            if ("checked" in el) el.checked = act.checked;
            el.dispatchEvent(new Event("input", { bubbles: true }));
            el.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }
}

const kinds = ["click", "input", "change", "submit"];
for (const kind of kinds) document.addEventListener(kind, keep, true);

// The palette that was open goes with the page that was sent.
let palette = null;

function reopen() {
    if (!palette) return;
    document.querySelector("[data-palette-open]")?.click();
    const input = document.querySelector("#shell-palette input");
    if (!input || input.value === palette.value) return;
    input.value = palette.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}

function alive(changes) {
    for (const change of changes) for (const gone of change.removedNodes) if (gone.id === "shell-palette" && gone.open) palette = gone.querySelector("input");
    if (!document.querySelector("#main[data-interactive]")) return;
    watch.disconnect();
    for (const kind of kinds) document.removeEventListener(kind, keep, true);
    document.removeEventListener("focusin", heed, true);
    void replay().then(palette ? reopen : refocus);
}

const watch = new MutationObserver(alive);
watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-interactive"] });
alive([]);
