// Bundles web/src and web/styles into web/dist, which is committed: `cargo build` needs no Node.
import { build } from "esbuild";
import { copyFileSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: { app: "src/main.ts", charts: "src/charts/main.ts" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Built from web/src by web/build.mjs; charts.js holds Apache ECharts (Apache-2.0)." },
  outdir: "dist",
});
await build({ entryPoints: { app: "styles/app.css" }, bundle: true, minify: true, charset: "utf8", outdir: "dist" });
copyFileSync("icon.svg", "dist/icon.svg");
