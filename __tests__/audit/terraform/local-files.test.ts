// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { portable } from "../../../audit/terraform/local-files";
import type { JsonObject } from "../../../terraform/json";

let root: string;
let directory: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "audit-files-")));
  directory = join(root, "out/stacks/one");
  mkdirSync(directory, { recursive: true });
  mkdirSync(join(root, "image/sub"), { recursive: true });
  for (const name of ["Dockerfile", "keep", "sub/secret"]) writeFileSync(join(root, "image", name), name);
  symlinkSync("/bin/true", join(root, "image/link"));
  writeFileSync(join(root, "image/.dockerignore"), "sub\nDockerfile\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stack = (document: JsonObject) => ({ name: "one", dependencies: [], directory, document, comments: new Map() });

test("a Docker context is copied and the path points at the copy, relative or absolute", () => {
  for (const context of ["../../../image", join(root, "image")]) {
    const { stacks, files } = portable([stack({ context })], root);
    expect(stacks[0]?.document).toEqual({ context: "../../image" });
    expect(files.map(({ path }) => path)).toEqual([
      "image/.dockerignore",
      "image/Dockerfile",
      "image/keep",
      "image/link",
    ]);
  }
});

test("the project itself is copied under one name, without what an ignored directory holds", () => {
  writeFileSync(join(root, ".dockerignore"), "*\n!image/keep\n");
  const { stacks, files } = portable([stack({ context: "../../.." })], root);
  expect(stacks[0]?.document).toEqual({ context: "../../project" });
  expect(files.map(({ path }) => path)).toEqual(["project/.dockerignore", "project/image/keep"]);
});

test("two folders of one name get names of their own", () => {
  mkdirSync(join(root, "other/image"), { recursive: true });
  const { stacks } = portable([stack({ a: "../../../image", b: "../../../other/image" })], root);
  expect(stacks[0]?.document).toEqual({ a: "../../image", b: "../../image-2" });
});

test("a state beside the project stays where it is: it is no part of what is audited", () => {
  writeFileSync(join(root, "dev-state.tfstate"), "{}");
  const { stacks, files } = portable([stack({ path: "../../../dev-state.tfstate" })], root);
  expect(stacks[0]?.document).toEqual({ path: "../../../dev-state.tfstate" });
  expect(files).toEqual([]);
});

test("what cdktf put beside the document goes to both forms, what tools left there does not", () => {
  mkdirSync(join(directory, "assets"));
  for (const name of ["assets/a", "cdk.tf.json", "metadata.json"]) writeFileSync(join(directory, name), "x");
  const { files } = portable([stack({})], root);
  expect(files.map(({ path }) => path)).toEqual(["json/one/assets/a", "hcl/one/assets/a"]);
});

test("a path of this machine within a text is refused", () => {
  const text = `\${file("${root}/image/keep")}`;
  expect(() => portable([stack({ text })], root)).toThrow("one: no value may hold a path of this machine, got");
});

test("a path in the container that only looks alike stays", () => {
  const { stacks } = portable([stack({ path: `${root}/not-here` })], root);
  expect(stacks[0]?.document).toEqual({ path: `${root}/not-here` });
});
