// Bundles what pages need into node/src/main/resources/META-INF/resources/assets/. The output is committed.
import { build } from "esbuild";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, process.argv[2] ?? "../node/src/main/resources/META-INF/resources/assets");
await mkdir(out, { recursive: true });

const common = { bundle: true, minify: true, legalComments: "none", charset: "utf8", target: ["es2022", "chrome123", "firefox120", "safari17.5"] };
const versions = JSON.parse(await readFile(resolve(here, "package.json"), "utf8")).devDependencies;
const notice = `/* htmx ${versions["htmx.org"]} and htmx-ext-sse ${versions["htmx-ext-sse"]}, both 0BSD */`;

await build({ ...common, entryPoints: [resolve(here, "src/main.js")], format: "iife", banner: { js: notice }, outfile: resolve(out, "commonwatch.js") });
await build({ ...common, entryPoints: [resolve(here, "src/main.css")], outfile: resolve(out, "commonwatch.css") });
await copyFile(resolve(here, "src/mark.svg"), resolve(out, "mark.svg"));

// The accessibility rules that the browser tests run; never served.
const axe = resolve(here, process.argv[3] ?? "../node/src/test/resources/axe");
await mkdir(axe, { recursive: true });
await copyFile(resolve(here, "node_modules/axe-core/axe.min.js"), resolve(axe, "axe.min.js"));
await copyFile(resolve(here, "node_modules/axe-core/LICENSE"), resolve(axe, "LICENSE"));
