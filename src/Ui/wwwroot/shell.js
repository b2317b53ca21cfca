// The frame works in the browser alone: navigation, theme, language, palette, bell, connection.
const root = document.documentElement;
const year = 31536000;

function cookie(name, value) {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${year};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
}

cookie("ht-tz", Intl.DateTimeFormat().resolvedOptions().timeZone ?? "Asia/Shanghai");

// Theme
function setTheme(theme) {
    root.dataset.theme = theme;
    cookie("ht-theme", theme);
    markTheme();
}

function markTheme() {
    for (const item of document.querySelectorAll("[data-theme-choice]")) item.setAttribute("aria-checked", String(item.dataset.themeChoice === root.dataset.theme));
}

function isDark() {
    return root.dataset.theme === "dark" || (root.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

// Navigation
function closeNav() {
    delete root.dataset.navOpen;
}

function toggleNav() {
    if (matchMedia("(max-width: 1024px)").matches) {
        if ("navOpen" in root.dataset) closeNav();
        else {
            root.dataset.navOpen = "";
            document.querySelector("#app-nav a")?.focus();
        }
    } else if (root.dataset.nav === "min") {
        delete root.dataset.nav;
        cookie("ht-nav", "full");
    } else {
        root.dataset.nav = "min";
        cookie("ht-nav", "min");
    }
}

document.addEventListener("click", e => {
    if (!(e.target instanceof Element)) return;
    const on = selector => e.target.closest(selector);
    let hit;
    if (on("[data-nav-toggle]")) toggleNav();
    else if (on("[data-palette-open]")) openPalette();
    else if ((hit = on("[data-theme-choice]"))) {
        e.preventDefault();
        setTheme(hit.dataset.themeChoice);
    } else if (on("[data-theme-toggle]")) setTheme(isDark() ? "light" : "dark");
    else if ((hit = on("[data-culture]"))) {
        e.preventDefault();
        location.href = `/culture?c=${hit.dataset.culture}&returnUrl=${encodeURIComponent(location.pathname + location.search)}`;
    } else if (on("[data-bell-read]")) markRead();
    else if (on("[data-skip]")) {
        e.preventDefault();
        document.getElementById("main")?.focus();
    } else if ((hit = on("[data-reconnect]"))) reconnect(hit.dataset.reconnect);
    if (on("#app-nav a")) closeNav();
}, true);

document.addEventListener("keydown", e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k" && palette()) {
        e.preventDefault();
        openPalette();
    } else if (e.key === "Escape" && "navOpen" in root.dataset) {
        closeNav();
        document.querySelector("[data-nav-toggle]")?.focus();
    }
});

// Command palette
const palette = () => document.getElementById("shell-palette");
let found = [];
let chosen = 0;
let asked = 0;

function openPalette() {
    const box = palette();
    if (!box || box.open) return;
    box.showModal();
    const input = box.querySelector("input");
    input.value = "";
    input.focus();
    if (!box.dataset.ready) {
        box.dataset.ready = "1";
        let pause;
        input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(ask, 150); });
        box.addEventListener("keydown", paletteKey);
        box.addEventListener("click", e => { if (e.target === box) box.close(); });
    }
    ask();
}

async function ask() {
    const box = palette();
    const query = box.querySelector("input").value.trim();
    const mine = ++asked;
    const note = box.querySelector(".app-palette-note");
    try {
        const answer = await fetch(`/shell/palette?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const items = await answer.json();
        if (mine !== asked) return;
        found = items;
        chosen = 0;
        note.textContent = items.length === 0 ? box.dataset.none.replace("{0}", query) : "";
    } catch {
        if (mine !== asked) return;
        found = [];
        note.textContent = box.dataset.failed;
    }
    drawPalette();
}

function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
}

function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ class: "app-icon", width: 18, height: 18, viewBox: "0 0 24 24", fill: "currentColor", "aria-hidden": "true" })) svg.setAttribute(name, value);
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
    shape.setAttribute("d", path);
    svg.append(shape);
    return svg;
}

function drawPalette() {
    const list = palette().querySelector("[role=listbox]");
    list.replaceChildren();
    const groups = new Map();
    found.forEach((item, i) => {
        if (!groups.has(item.group)) {
            const group = element("div");
            group.setAttribute("role", "group");
            group.setAttribute("aria-label", item.group);
            const title = element("div", "app-palette-group", item.group);
            title.setAttribute("aria-hidden", "true");
            group.append(title);
            groups.set(item.group, group);
            list.append(group);
        }
        const row = element("div", "app-palette-item");
        row.id = `shell-palette-${i}`;
        row.setAttribute("role", "option");
        row.append(icon(item.icon), element("span", "", item.text));
        if (item.detail) row.append(element("small", "", item.detail));
        row.addEventListener("click", () => openItem(i));
        row.addEventListener("pointermove", () => choose(i));
        groups.get(item.group).append(row);
    });
    choose(0);
}

function choose(i) {
    chosen = i;
    palette().querySelectorAll("[role=option]").forEach(row => row.setAttribute("aria-selected", String(row.id === `shell-palette-${i}`)));
    const input = palette().querySelector("input");
    const row = document.getElementById(`shell-palette-${i}`);
    if (row) {
        input.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
}

function openItem(i) {
    const item = found[i];
    if (!item) return;
    palette().close();
    go(item.href);
}

// Through a link, so that the interactive router takes it without a new document where it can.
function go(href) {
    const link = Object.assign(document.createElement("a"), { href });
    document.body.append(link);
    link.click();
    link.remove();
}

function paletteKey(e) {
    const n = found.length;
    if (e.isComposing || n === 0) return;
    if (e.key === "ArrowDown") choose((chosen + 1) % n);
    else if (e.key === "ArrowUp") choose((chosen - 1 + n) % n);
    else if (e.key === "Enter") openItem(chosen);
    else return;
    e.preventDefault();
}

// Bell
function countUnread(n) {
    for (const badge of document.querySelectorAll("[data-bell-count]")) {
        badge.hidden = n === 0;
        badge.textContent = n > 99 ? "99+" : String(n);
        const bell = badge.closest("button");
        bell.setAttribute("aria-label", n === 0 ? bell.title : `${bell.title} ${badge.textContent}`);
    }
}

async function askUnread() {
    if (!document.querySelector("[data-bell]") || document.hidden) return;
    try {
        const answer = await fetch("/shell/notices/unread");
        if (answer.ok) countUnread(await answer.json());
    } catch { /* asked again later */ }
}

// As everywhere in the product: 2026-11-26 07:01. Swedish writes dates so.
const moment = at => at.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });

async function loadBell() {
    const bell = document.querySelector("[data-bell]");
    const list = bell.querySelector("[data-bell-list]");
    try {
        const answer = await fetch("/shell/notices");
        if (!answer.ok) throw new Error(String(answer.status));
        const notices = await answer.json();
        bell.querySelector("[data-bell-read]").hidden = !notices.some(n => n.unread);
        if (notices.length === 0) list.replaceChildren(...[...bell.querySelector("[data-bell-empty]").children].map(c => c.cloneNode(true)));
        else list.replaceChildren(...notices.map(n => {
            const row = element(n.href ? "a" : "div", "app-bell-item", n.text);
            if (n.href) row.href = n.href;
            if (n.unread) row.dataset.unread = "";
            row.append(element("time", "", moment(new Date(n.at))));
            return row;
        }));
    } catch {
        list.replaceChildren(element("p", "app-palette-note", bell.dataset.failed));
    }
}

async function markRead() {
    await fetch("/shell/notices/read", { method: "POST", headers: { "X-Huitang": "1" } });
    await loadBell();
    await askUnread();
}

document.addEventListener("toggle", e => {
    if (!(e.target instanceof Element) || e.newState !== "open") return;
    if (e.target.matches("[data-bell]")) loadBell();
    if (e.target.matches("#shell-user")) markTheme();
}, true);

askUnread();
setInterval(askUnread, 60000);

// Connection. The framework marks the state on the element; a lost circuit is resumed from what it kept, else the page is loaded anew.
const banner = document.getElementById("components-reconnect-modal");

async function reconnect(how) {
    try {
        if (how === "retry" && await Blazor.reconnect()) return;
        if (how !== "reload" && await Blazor.resumeCircuit()) {
            banner.classList.remove("components-reconnect-failed", "components-reconnect-paused");
            return;
        }
    } catch {
        if (how === "retry") return;
    }
    location.reload();
}

banner?.addEventListener("components-reconnect-state-changed", e => {
    if (e.detail.state === "rejected") location.reload();
    if (e.detail.state === "failed") {
        const again = () => { if (!document.hidden) { document.removeEventListener("visibilitychange", again); reconnect("retry"); } };
        document.addEventListener("visibilitychange", again);
    }
});
