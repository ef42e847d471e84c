// The charts, loaded only where figures are drawn. On the page they are drawn on a canvas (a
// strict content policy allows no styles of their own); the SVG is made apart as text.

import { BarChart, BoxplotChart, HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, DataZoomInsideComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { TILES, province } from "./provinces";
import { workbook } from "./xlsx";

use([BarChart, BoxplotChart, HeatmapChart, LineChart, AriaComponent, DataZoomInsideComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer, SVGRenderer]);

export { workbook, province, TILES };

const INK = "#1b2433";
const MUTED = "#556072";
const LINE = "#d8dde6";
const BLUE = "#2f6db5";
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

export interface Group { key: Record<string, string | number>; hits: number; count: number; min: number; q1: number; median: number; q3: number; max: number; mean: number }
export interface Bucket { from: number; to: number; count: number }
export interface Figure { kind: string; metric: string; unit: string; by: string[]; groups: Group[]; buckets: Bucket[]; measure: keyof Group }

const name = (g: Group, by: string) => String(g.key[by] ?? "（未填）");
const round = (n: number) => Math.round(n * 100) / 100;

function axis(extra: object): object {
  return { axisLabel: { color: MUTED, fontFamily: FONT, hideOverlap: true }, axisLine: { lineStyle: { color: "#8b95a5" } }, splitLine: { lineStyle: { color: LINE } }, nameTextStyle: { color: MUTED, fontFamily: FONT }, ...extra };
}

function ground(extra: object): Record<string, unknown> {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK },
    grid: { left: 16, right: 28, top: 40, bottom: 16, containLabel: true },
    tooltip: { renderMode: "richText", confine: true, trigger: "item", textStyle: { fontFamily: FONT, fontSize: 12 } },
    aria: { enabled: false },
    ...extra,
  };
}

const titleOf = (f: Figure) => `${f.metric}${f.unit ? `（${f.unit}）` : ""}`;

function option(f: Figure): Record<string, unknown> {
  const [first = "", second = ""] = f.by;
  const valueAxis = axis({ type: "value", name: titleOf(f), scale: true, nameTextStyle: { color: MUTED, fontFamily: FONT, align: "left" } });
  if (f.kind === "distribution") {
    const list = f.buckets.map((b) => ({ ...b, from: round(b.from), to: round(b.to) }));
    return ground({
      tooltip: { renderMode: "richText", confine: true, formatter: (p: any) => `${list[p.dataIndex]?.from}–${list[p.dataIndex]?.to}${f.unit}\n${p.value} 个` },
      xAxis: axis({ type: "category", name: titleOf(f), nameLocation: "middle", nameGap: 30, data: list.map((b) => `${b.from}–${b.to}`) }),
      yAxis: axis({ type: "value", name: "个数", minInterval: 1 }),
      grid: { left: 16, right: 28, top: 40, bottom: 40, containLabel: true },
      series: [{ type: "bar", data: list.map((b) => b.count), barCategoryGap: "4%", itemStyle: { color: BLUE }, label: { show: true, position: "top", color: MUTED, formatter: (p: any) => (p.value ? String(p.value) : "") } }],
    });
  }
  if (f.kind === "trend") {
    const groups = [...f.groups].sort((a, b) => name(a, first).localeCompare(name(b, first), "zh", { numeric: true }));
    const line = (key: keyof Group, words: string, color: string, type: string) => ({ name: words, type: "line", data: groups.map((g) => round(g[key] as number)), symbolSize: 8, lineStyle: { color, type, width: key === "median" ? 3 : 1.5 }, itemStyle: { color }, label: { show: key === "median", color: INK }, endLabel: { show: true, formatter: words, color, distance: 6 } });
    return ground({
      grid: { left: 16, right: 90, top: 40, bottom: 16, containLabel: true },
      tooltip: { renderMode: "richText", confine: true, trigger: "axis" },
      xAxis: axis({ type: "category", data: groups.map((g) => name(g, first)), boundaryGap: true }),
      yAxis: valueAxis,
      series: [line("q3", "上四分位", "#7c93ae", "dashed"), line("median", "中位数", BLUE, "solid"), line("q1", "下四分位", "#7c93ae", "dashed")],
    });
  }
  if (f.kind === "pivot" && second) {
    const xs = [...new Set(f.groups.map((g) => name(g, second)))].sort((a, b) => a.localeCompare(b, "zh", { numeric: true }));
    const ys = [...new Set(f.groups.map((g) => name(g, first)))].sort((a, b) => b.localeCompare(a, "zh", { numeric: true }));
    const data = f.groups.map((g) => [xs.indexOf(name(g, second)), ys.indexOf(name(g, first)), round(Number(g[f.measure]))]);
    return ground({
      grid: { left: 16, right: 28, top: 20, bottom: 84, containLabel: true },
      xAxis: axis({ type: "category", data: xs, splitArea: { show: true } }),
      yAxis: axis({ type: "category", data: ys, splitArea: { show: true } }),
      visualMap: scale(data.map((d) => d[2] ?? 0)),
      series: [{ type: "heatmap", data, label: { show: true, color: INK }, itemStyle: { borderColor: "#fff", borderWidth: 2 } }],
    });
  }
  if (f.kind === "map") {
    const by = new Map<string, Group>();
    for (const g of f.groups) {
      const where = province(name(g, first));
      if (where && !by.has(where)) by.set(where, g);
    }
    const data = Object.entries(TILES).map(([where, [x, y]]) => {
      const g = by.get(where);
      return g ? { value: [x, 7 - y, round(Number(g[f.measure]))], name: where } : { value: [x, 7 - y, 0], name: where, none: true, visualMap: false, itemStyle: { color: "#eef1f5" }, label: { color: "#6d7789" } };
    });
    const blank = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: { show: false }, splitLine: { show: false } };
    return ground({
      grid: { left: 8, right: 8, top: 8, bottom: 90 },
      tooltip: { renderMode: "richText", confine: true, formatter: (p: any) => { const g = by.get(p.data.name); return g ? `${p.data.name}\n${g.count} 个，中位数 ${round(g.median)}${f.unit}` : `${p.data.name}\n无`; } },
      xAxis: { type: "category", data: [0, 1, 2, 3, 4, 5, 6, 7, 8], ...blank },
      yAxis: { type: "category", data: [0, 1, 2, 3, 4, 5, 6, 7], ...blank },
      visualMap: scale(data.filter((d) => !("none" in d)).map((d) => Number(d.value[2]))),
      series: [{ type: "heatmap", data, itemStyle: { borderColor: "#fff", borderWidth: 4, borderRadius: 6 }, label: { show: true, color: INK, formatter: (p: any) => (p.data.none ? p.data.name : `${p.data.name}\n${p.data.value[2]}`) } }],
    });
  }
  // Boxes by group, the most common first.
  const groups = [...f.groups].filter((g) => g.count).sort((a, b) => b.count - a.count).slice(0, 24).reverse();
  return ground({
    tooltip: { renderMode: "richText", confine: true, formatter: (p: any) => { const g = groups[p.dataIndex]; return g ? `${first ? name(g, first) : f.metric}\n${g.count} 个\n最小 ${round(g.min)}  下四分位 ${round(g.q1)}\n中位数 ${round(g.median)}\n上四分位 ${round(g.q3)}  最大 ${round(g.max)}` : ""; } },
    xAxis: axis({ type: "value", name: titleOf(f), nameLocation: "middle", nameGap: 28, scale: true }),
    yAxis: axis({ type: "category", data: groups.map((g) => `${first ? name(g, first) : "全部"}（${g.count}）`), axisLabel: { color: INK, fontFamily: FONT, width: 190, overflow: "truncate" } }),
    grid: { left: 16, right: 28, top: 12, bottom: 40, containLabel: true },
    series: [{ type: "boxplot", data: groups.map((g) => [g.min, g.q1, g.median, g.q3, g.max].map(round)), itemStyle: { color: "#d9e6f6", borderColor: BLUE, borderWidth: 1.5 }, boxWidth: [8, 26] }],
  });
}

function scale(values: number[]): object {
  const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
  return { type: "continuous", min: low === high ? low - 1 : low, max: high, orient: "horizontal", left: "center", bottom: 8, itemHeight: 160, calculable: true, textStyle: { color: MUTED, fontFamily: FONT }, inRange: { color: ["#eaf2fb", "#9cc1e8", "#4f8fd0"] } };
}

export function height(f: Figure): number {
  if (f.kind === "box") return Math.min(760, 90 + Math.min(24, f.groups.length) * 34);
  if (f.kind === "map") return 560;
  if (f.kind === "pivot") return Math.min(760, 140 + new Set(f.groups.map((g) => g.key[f.by[0] ?? ""])).size * 34);
  return 360;
}

/** Draws on an element; a click on a shape gives the group's key. */
export function draw(place: HTMLElement, f: Figure, pick: (key: Record<string, string | number>) => void): { png: () => string; svg: () => string; close: () => void } {
  const chart = init(place, null, { renderer: "canvas" });
  chart.setOption(option(f) as Record<string, unknown>);
  chart.on("click", (event: any) => {
    const [first = "", second = ""] = f.by;
    if (f.kind === "box" && first) pick({ [first]: String(event.name ?? "").replace(/（\d+）$/, "") });
    else if (f.kind === "trend") pick({ [first]: String(event.name) });
    else if (f.kind === "map") pick({ [first]: String(event.data?.name ?? "") });
    else if (f.kind === "pivot") {
      const xs = (chart.getOption() as any).xAxis[0].data;
      const ys = (chart.getOption() as any).yAxis[0].data;
      pick({ [first]: ys[event.value[1]], [second]: xs[event.value[0]] });
    } else if (f.kind === "distribution") {
      const bin = f.buckets[event.dataIndex];
      if (bin) pick({ [f.metric]: `${bin.from}..${bin.to}` });
    }
  });
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(place);
  return {
    png: () => chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" }),
    svg: () => {
      const apart = init(null, null, { renderer: "svg", ssr: true, width: place.clientWidth || 900, height: place.clientHeight || 400 });
      apart.setOption({ ...option(f), backgroundColor: "#fff" });
      const text = apart.renderToSVGString();
      apart.dispose();
      return text;
    },
    close: () => {
      observer.disconnect();
      chart.dispose();
    },
  };
}
