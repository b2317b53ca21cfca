// Draws the charts: an element <ht-chart> whose data stand in an attribute. So a chart is drawn in the page that is sent, before the page is alive, and the live one takes
// the drawing over. Options are made here from small data, so that style lives in one place and the circuit stays light.
import { saveBlob } from "./ui.js";

let library;

function load(source) {
    return library ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = source;
        script.onload = () => resolve(window.echarts);
        script.onerror = () => { library = undefined; reject(new Error("The chart library could not be loaded.")); };
        document.head.append(script);
    });
}

function theme() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue(`--ht-${name}`).trim();
    return {
        text: get("text"), soft: get("text-soft"), line: get("line"), surface: get("surface"), subtle: get("subtle"),
        colors: Array.from({ length: 8 }, (_, i) => get(`chart-${i + 1}`)),
        font: getComputedStyle(document.body).fontFamily,
    };
}

function format(value) {
    return value === null || value === undefined || value === "-" ? "–" : Number(value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
}

// Below this many pixels a ring has what it means under it, and not beside it.
const beside = 420;

function options(data, t, width) {
    const unit = data.unit ? ` ${data.unit}` : "";
    const base = {
        color: t.colors,
        textStyle: { fontFamily: t.font, color: t.soft },
        animation: false, // figures, not a show: what is drawn stands and answers at once
        tooltip: {
            trigger: data.kind === "donut" ? "item" : "axis", confine: true, backgroundColor: t.surface, borderColor: t.line, textStyle: { color: t.text, fontSize: 12 },
            valueFormatter: value => format(value) + unit, axisPointer: { type: data.kind === "bar" || data.kind === "rank" ? "shadow" : "line", shadowStyle: { color: t.subtle, opacity: .6 } },
        },
    };
    if (data.kind === "donut") {
        const values = data.labels.map((name, i) => ({ name, value: data.series[0].values[i] ?? 0 }));
        const total = values.reduce((sum, v) => sum + v.value, 0);
        const where = width < beside
            ? { legend: { left: "center", bottom: 0, itemGap: 6 }, title: { left: "50%", top: 62 }, size: 18, ring: { radius: [56, 80], center: ["50%", 84] } }
            : { legend: { orient: "vertical", right: 0, top: "middle", type: "scroll" }, title: { left: "34%", top: "middle" }, size: 22, ring: { radius: ["56%", "80%"], center: ["35%", "50%"] } };
        const share = value => total > 0 ? Number((value ?? 0) / total).toLocaleString(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }) : "–";
        return {
            ...base,
            tooltip: { ...base.tooltip, valueFormatter: value => `${format(value)}${unit} · ${share(value)}` },
            legend: { formatter: name => `${name}  ${share(values.find(v => v.name === name)?.value)}`, ...where.legend, icon: "circle", itemWidth: 8, itemHeight: 8, textStyle: { color: t.soft, fontSize: 12 } },
            title: { text: format(total), subtext: data.series[0].name, ...where.title, textAlign: "center", itemGap: 2, textStyle: { color: t.text, fontSize: where.size, fontWeight: 600 }, subtextStyle: { color: t.soft, fontSize: 12 } },
            series: [{ type: "pie", ...where.ring, label: { show: false }, itemStyle: { borderColor: t.surface, borderWidth: 2, borderRadius: 3 }, data: values }],
        };
    }
    const rank = data.kind === "rank";
    const names = { type: "category", data: data.labels, inverse: rank, boundaryGap: data.kind === "bar" || rank, axisLine: { show: !rank, lineStyle: { color: t.line } }, axisTick: { show: false }, axisLabel: { color: t.soft, fontSize: 12, hideOverlap: true, alignMinLabel: rank ? undefined : "left", alignMaxLabel: rank ? undefined : "right", width: rank ? 110 : undefined, overflow: rank ? "truncate" : undefined } };
    const whole = data.series.every(series => series.values.every(v => v === null || Number.isInteger(v)));
    const values = { type: "value", minInterval: whole ? 1 : undefined, splitLine: { show: !rank, lineStyle: { color: t.line } }, axisLabel: { show: !rank, color: t.soft, fontSize: 12, formatter: format } };
    const many = data.series.length > 1;
    return {
        ...base,
        legend: many ? { right: 0, top: 0, itemWidth: 12, itemHeight: 8, icon: "roundRect", textStyle: { color: t.soft, fontSize: 12 } } : undefined,
        grid: { left: 4, right: rank ? 56 : 12, top: many ? 36 : 12, bottom: 4, containLabel: true },
        xAxis: rank ? values : names,
        yAxis: rank ? names : values,
        series: data.series.map((series, i) => data.kind === "bar" || rank
            ? { type: "bar", name: series.name, data: series.values, barMaxWidth: rank ? 10 : 24, itemStyle: { borderRadius: rank ? 5 : [3, 3, 0, 0] }, label: rank ? { show: true, position: "right", color: t.soft, fontSize: 12, formatter: p => format(p.value) } : undefined }
            : { type: "line", name: series.name, data: series.values, showSymbol: series.values.length < 2, symbolSize: 6, smooth: .25, lineStyle: { width: 2 }, connectNulls: false, areaStyle: data.kind === "area" ? { opacity: i === 0 ? .12 : .06 } : undefined }),
    };
}

// One drawing; the element it stands in may change.
class Drawing {
    constructor(echarts, host) {
        this.place = document.createElement("div");
        this.place.className = "app-chart-place";
        this.stand(host);
        this.chart = echarts.init(this.place, null, { renderer: "canvas" });
        // Bars and lines answer anywhere above their label, slices where they are.
        this.chart.getZr().on("click", e => {
            if (this.data.kind === "donut" || !this.chart.containPixel("grid", [e.offsetX, e.offsetY])) return;
            const at = this.chart.convertFromPixel({ seriesIndex: 0 }, [e.offsetX, e.offsetY]);
            pick(this.host, Math.round(this.data.kind === "rank" ? at[1] : at[0]));
        });
        this.chart.on("click", e => { if (this.data.kind === "donut") pick(this.host, e.dataIndex); });
    }

    stand(host) {
        this.host = host;
        host.replaceChildren(this.place);
        sizes.observe(this.place);
    }

    show(text) {
        if (this.text === text) return;
        this.text = text;
        this.data = JSON.parse(text);
        this.draw();
    }

    draw() {
        this.chart.setOption(options(this.data, theme(), this.chart.getWidth()), true);
    }

    fit() {
        const { clientWidth: width, clientHeight: height } = this.place;
        const before = this.chart.getWidth();
        if (width === 0 || height === 0 || (width === before && height === this.chart.getHeight())) return;
        this.chart.resize();
        if (width < beside !== before < beside) this.draw();
    }

    end() {
        sizes.unobserve(this.place);
        this.chart.dispose();
        this.place.remove();
    }
}

// The server hears of a point by an event of the element.
let told = false;

function pick(host, index) {
    if (!told && window.Blazor) {
        Blazor.registerCustomEventType("chartpoint", { createEventArgs: e => ({ index: e.detail }) });
        told = true;
    }
    host.dispatchEvent(new CustomEvent("chartpoint", { bubbles: true, detail: index }));
}

const all = () => document.querySelectorAll("ht-chart");
const drawAll = () => { for (const host of all()) host.drawing?.draw(); };
const sizes = new ResizeObserver(seen => { for (const { target } of seen) target.parentElement?.drawing?.fit(); });
// A chart is drawn when it comes near the window: a page of ten would else keep the browser busy with what nobody sees yet.
const near = new IntersectionObserver(seen => { for (const { target, isIntersecting } of seen) if (isIntersecting) void target.begin(true); }, { rootMargin: "200px" });

// Drawings whose element has gone, by what they show: the page that comes alive draws the same elements anew.
const left = new Map();
const patience = 2000;

// One drawing after the other, with room in between: what arrives meanwhile, the live page above all, need not wait for all of them.
let turn = Promise.resolve();

function ownTurn() {
    return turn = turn.then(() => new Promise(go => setTimeout(go)));
}

class ChartElement extends HTMLElement {
    static observedAttributes = ["data-chart"];

    connectedCallback() {
        // The framework puts an element in its place before it has its attributes.
        queueMicrotask(() => this.look());
    }

    attributeChangedCallback() {
        queueMicrotask(() => this.look());
    }

    disconnectedCallback() {
        near.unobserve(this);
        const { drawing } = this;
        if (!drawing) return;
        this.drawing = undefined;
        drawing.place.remove();
        left.get(drawing.text)?.end();
        left.set(drawing.text, drawing);
        setTimeout(() => {
            if (left.get(drawing.text) !== drawing) return;
            left.delete(drawing.text);
            drawing.end();
        }, patience);
    }

    look() {
        const text = this.dataset.chart;
        if (!text || !this.isConnected) return;
        const taken = this.drawing ? undefined : left.get(text);
        if (taken) {
            left.delete(text);
            this.drawing = taken;
            taken.stand(this);
        }
        if (this.drawing) this.drawing.show(text);
        else {
            load(this.dataset.library).catch(() => undefined);
            near.observe(this);
        }
    }

    async begin(waits) {
        let echarts;
        try {
            echarts = await load(this.dataset.library);
        } catch {
            this.fail();
            return;
        }
        if (waits) await ownTurn();
        if (this.drawing || !this.isConnected) return;
        near.unobserve(this);
        this.drawing = new Drawing(echarts, this);
        this.drawing.show(this.dataset.chart);
    }

    fail() {
        if (this.drawing) return;
        const note = document.createElement("div");
        note.className = "app-chart-empty";
        note.textContent = this.dataset.failed;
        this.replaceChildren(note);
    }
}

export async function savePng(host, fileName) {
    await host.begin();
    if (!host.drawing) return; // it says so in its place
    const url = host.drawing.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: theme().surface });
    const bytes = Uint8Array.from(atob(url.split(",")[1]), c => c.charCodeAt(0));
    saveBlob(fileName, new Blob([bytes], { type: "image/png" }));
}

new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("beforeprint", () => { for (const host of all()) void host.begin(); });
customElements.define("ht-chart", ChartElement);
