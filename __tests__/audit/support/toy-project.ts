import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The app of a project that any tool could have written: it leaves one stack with an image, as cdktf would. */
const APP = `
const { mkdirSync, writeFileSync } = require("node:fs");
const { join, relative } = require("node:path");
const out = process.env.CDKTF_OUTDIR;
const environment = process.env.ENVIRONMENT || "dev";
if (environment === "nowhere") { console.error('environment "nowhere" is unknown: dev'); process.exit(1); }
if (environment === "slow") { setTimeout(() => {}, 60000); } else {
  const directory = join(out, "stacks", "web");
  mkdirSync(directory, { recursive: true });
  const name = "site-" + environment;
  const document = {
    "//": { metadata: { version: "1" } },
    resource: { docker_image: { Image: { "//": { metadata: { path: "web/Image" } }, name, build: { context: relative(directory, "image") } } } },
    terraform: { required_version: ">= 1.11", required_providers: { docker: { source: "kreuzwerker/docker", version: "3.6.2" } } },
  };
  writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(document));
  const stack = { name: "web", dependencies: [], synthesizedStackPath: "stacks/web/cdk.tf.json" };
  writeFileSync(join(out, "manifest.json"), JSON.stringify({ stacks: { web: stack } }));
}
`;

export function writeToyProject(directory: string): void {
  mkdirSync(join(directory, "image"), { recursive: true });
  writeFileSync(join(directory, "image", "Dockerfile"), "FROM scratch\n");
  writeFileSync(join(directory, "app.js"), APP);
  writeFileSync(join(directory, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
}
