// Build linesteps/static_src/<feature>/main.ts to linesteps/static/linesteps/<feature>.js (and .css).
//
//   node scripts/build_frontend.mjs          build, and print the sizes
//   node scripts/build_frontend.mjs --check  fail if the committed files are not what the sources build
//
// The same sources always give the same bytes: no dates, no hashes, no paths of the machine.

import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "linesteps/static_src");
const committed = join(root, "linesteps/static/linesteps");

// Wagtail's admin puts these modules on window; we must not ship a second copy.
const providedByWagtail = { "@hotwired/stimulus": "window.StimulusModule" };

const provided = {
  name: "provided-by-wagtail",
  setup(build) {
    const names = Object.keys(providedByWagtail).map((name) => name.replace(/[/\\^$*+?.()|[\]{}]/g, "\\$&"));
    build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({
      path,
      namespace: "provided",
    }));
    build.onLoad({ filter: /.*/, namespace: "provided" }, ({ path }) => ({
      contents: `module.exports = ${providedByWagtail[path]};`,
      loader: "js",
    }));
  },
};

function features() {
  return readdirSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(sources, entry.name, "main.ts")))
    .map((entry) => entry.name)
    .sort();
}

async function buildTo(folder) {
  const names = features();
  if (names.length === 0) return [];
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: join(sources, name, "main.ts"), out: name })),
    outdir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    loader: { ".svg": "dataurl", ".png": "dataurl", ".woff2": "dataurl" },
    plugins: [provided],
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(result.metafile.outputs)
    .map((path) => resolve(root, path))
    .sort();
}

async function build() {
  mkdirSync(committed, { recursive: true });
  for (const path of await buildTo(committed)) {
    const bytes = readFileSync(path);
    const size = (bytes.length / 1024).toFixed(1);
    const zipped = (gzipSync(bytes).length / 1024).toFixed(1);
    console.log(`${relative(root, path)}  ${size} KB, ${zipped} KB compressed`);
  }
  for (const name of leftOver()) console.log(`${name} is built from nothing any more: delete it`);
}

// A built file whose source is gone would be shipped for ever.
function leftOver() {
  if (!existsSync(committed)) return [];
  const known = new Set(features());
  return readdirSync(committed)
    .filter((name) => /\.(js|css)$/.test(name) && !known.has(name.replace(/\.(js|css)$/, "")))
    .map((name) => relative(root, join(committed, name)));
}

async function check() {
  const folder = mkdtempSync(join(tmpdir(), "linesteps-frontend-"));
  try {
    const faults = [];
    const built = await buildTo(folder);
    for (const path of built) {
      const other = join(committed, basename(path));
      const name = relative(root, other);
      if (!existsSync(other)) faults.push(`${name} is missing`);
      else if (!readFileSync(path).equals(readFileSync(other))) faults.push(`${name} differs`);
    }
    const names = new Set(built.map((path) => basename(path)));
    for (const feature of features()) {
      const css = `${feature}.css`;
      if (!names.has(css) && existsSync(join(committed, css)))
        faults.push(`${relative(root, join(committed, css))} is built from nothing any more`);
    }
    for (const name of leftOver()) faults.push(`${name} is built from nothing any more`);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) {
      console.error("The committed front-end files are not what the sources build: run make frontend.");
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await (process.argv.includes("--check") ? check() : build());
