// A record's single values by their pointers.

export function flat(value: unknown, pointer = "", into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    if (value.every((v) => typeof v === "string" || typeof v === "number") && value.length) into.set(pointer, value.join("、"));
    // Metrics are told apart by their names, not by their order.
    else value.forEach((v, n) => flat(v, `${pointer}/${pointer === "/metrics" && v && typeof v === "object" && v.name ? String(v.name).replace(/~/g, "~0").replace(/\//g, "~1") : n}`, into));
  } else if (value && typeof value === "object") {
    const metric = pointer.startsWith("/metrics/");
    for (const [key, v] of Object.entries(value)) if (!(metric && (key === "name" || key === "unit"))) flat(v, `${pointer}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`, into);
    if (metric && "value" in (value as any)) {
      const { value: v, unit } = value as any;
      if (v !== null) into.set(`${pointer}/value`, `${v}${unit ? ` ${unit}` : ""}`);
    }
  } else if (value !== null && value !== undefined && value !== "") into.set(pointer, typeof value === "boolean" ? (value ? "是" : "否") : String(value));
  return into;
}
