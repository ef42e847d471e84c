// Bundles web/src and web/styles into web/dist, which is committed: `cargo build` needs no Node.
import { build } from "esbuild";
import { copyFileSync, readFileSync, rmSync } from "node:fs";

// The words for a record's keys are those of the printed report.
const words = {
  name: "words",
  setup(build) {
    build.onResolve({ filter: /^labels$/ }, () => ({ path: "labels", namespace: "words" }));
    build.onLoad({ filter: /.*/, namespace: "words" }, () => {
      const text = readFileSync("../registry/concepts.toml", "utf8");
      const names = Object.fromEntries([...text.matchAll(/\bat = "([^"]+)", name = "([^"]+)"/g)].map((m) => [m[1], m[2]]));
      if (Object.keys(names).length < 80) throw new Error("concepts.toml no longer lists places with their names");
      return { contents: JSON.stringify(names), loader: "json" };
    });
  },
};

const out = process.env.OUT ?? "dist";
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: { app: "src/main.ts", charts: "src/charts/main.ts" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Built from web/src by web/build.mjs; charts.js holds Apache ECharts (Apache-2.0)." },
  outdir: out,
  plugins: [words],
});
await build({ entryPoints: { app: "styles/app.css" }, bundle: true, minify: true, charset: "utf8", outdir: out });
copyFileSync("icon.svg", `${out}/icon.svg`);
