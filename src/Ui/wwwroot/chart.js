// Draws the charts. Options are made here from small data, so that style lives in one place and the circuit stays light.
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

function options(data, t) {
    const unit = data.unit ? ` ${data.unit}` : "";
    const base = {
        color: t.colors,
        textStyle: { fontFamily: t.font, color: t.soft },
        animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
        tooltip: {
            trigger: data.kind === "donut" ? "item" : "axis", confine: true, backgroundColor: t.surface, borderColor: t.line, textStyle: { color: t.text, fontSize: 12 },
            valueFormatter: value => format(value) + unit, axisPointer: { type: data.kind === "bar" || data.kind === "rank" ? "shadow" : "line", shadowStyle: { color: t.subtle, opacity: .6 } },
        },
    };
    if (data.kind === "donut") {
        const values = data.labels.map((name, i) => ({ name, value: data.series[0].values[i] ?? 0 }));
        const total = values.reduce((sum, v) => sum + v.value, 0);
        const share = value => total > 0 ? Number((value ?? 0) / total).toLocaleString(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }) : "–";
        return {
            ...base,
            tooltip: { ...base.tooltip, valueFormatter: value => `${format(value)}${unit} · ${share(value)}` },
            legend: { formatter: name => `${name}  ${share(values.find(v => v.name === name)?.value)}`, orient: "vertical", right: 0, top: "middle", icon: "circle", itemWidth: 8, itemHeight: 8, textStyle: { color: t.soft, fontSize: 12 }, type: "scroll" },
            title: { text: format(total), subtext: data.series[0].name, left: "34%", top: "middle", textAlign: "center", itemGap: 2, textStyle: { color: t.text, fontSize: 22, fontWeight: 600 }, subtextStyle: { color: t.soft, fontSize: 12 } },
            series: [{ type: "pie", radius: ["56%", "80%"], center: ["35%", "50%"], label: { show: false }, itemStyle: { borderColor: t.surface, borderWidth: 2, borderRadius: 3 }, data: values }],
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

// A chart is drawn when it comes near the window: a page of ten would else keep the browser busy with what nobody sees yet.
export function create(place, first, owner) {
    let data = first;
    let chart;
    let gone = false;
    const draw = () => chart?.setOption(options(data, theme()), true);
    const size = new ResizeObserver(() => chart?.resize());
    const look = new MutationObserver(draw);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const near = new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting)) void begin(); }, { rootMargin: "200px" });
    const print = () => void begin();

    async function begin() {
        near.disconnect();
        const echarts = await load(place.dataset.library);
        if (chart || gone) return;
        chart = echarts.init(place, null, { renderer: "canvas" });
        draw();
        if (owner) {
            // Bars and lines answer anywhere above their label, slices where they are.
            chart.getZr().on("click", e => {
                if (data.kind === "donut" || !chart.containPixel("grid", [e.offsetX, e.offsetY])) return;
                const at = chart.convertFromPixel({ seriesIndex: 0 }, [e.offsetX, e.offsetY]);
                owner.invokeMethodAsync("PickedAsync", Math.round(data.kind === "rank" ? at[1] : at[0]));
            });
            chart.on("click", e => { if (data.kind === "donut") owner.invokeMethodAsync("PickedAsync", e.dataIndex); });
        }
        size.observe(place);
        look.observe(document.documentElement, { attributeFilter: ["data-theme"] });
        system.addEventListener("change", draw);
    }

    void load(place.dataset.library).catch(() => undefined);
    near.observe(place);
    addEventListener("beforeprint", print);
    return {
        update(next) { data = next; draw(); },
        async savePng(fileName) {
            await begin();
            const url = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: theme().surface });
            const bytes = Uint8Array.from(atob(url.split(",")[1]), c => c.charCodeAt(0));
            saveBlob(fileName, new Blob([bytes], { type: "image/png" }));
        },
        dispose() {
            gone = true;
            near.disconnect();
            size.disconnect();
            look.disconnect();
            system.removeEventListener("change", draw);
            removeEventListener("beforeprint", print);
            chart?.dispose();
        },
    };
}
