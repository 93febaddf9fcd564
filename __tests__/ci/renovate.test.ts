import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n");

interface Manager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

const managers: readonly Manager[] = JSON.parse(read("renovate.json")).customManagers;

/** As Renovate takes them: a name, or an expression between slashes. */
const filesOf = (pattern: string) =>
  pattern.startsWith("/") ? files.filter((file) => new RegExp(pattern.slice(1, -1)).test(file)) : [pattern];

function found({ managerFilePatterns, matchStrings }: Manager) {
  return managerFilePatterns.map((pattern) => {
    const texts = filesOf(pattern).map(read);
    return texts.flatMap((text) => matchStrings.flatMap((one) => [...text.matchAll(new RegExp(one, "g"))]));
  });
}

test.each(managers)("Renovate finds versions for: $description", (manager) => {
  for (const matches of found(manager)) {
    expect(matches.length).toBeGreaterThan(0);
    for (const { groups } of matches) expect(groups?.currentValue).toMatch(/\d|slim/);
  }
});

test("every version in image/versions.json is one that Renovate raises, or is named here", () => {
  const byHand = {
    PACKAGES_AS_OF: "the workflow packages sets it",
    WORDPRESS_SHA1: "empty: the build takes the published one",
    OBJECT_CACHE_URL: "not in the image unless it has a hash",
    OBJECT_CACHE_SHA256: "not in the image unless it has a hash",
  };
  const raised = managers
    .flatMap((manager) =>
      found(manager)
        .flat()
        .map(([text]) => text),
    )
    .join("\n");
  const names = Object.keys(JSON.parse(read("image/versions.json")));
  expect(names.filter((name) => !raised.includes(name)).sort()).toEqual(Object.keys(byHand).sort());
});

test("a newer WP-CLI changes its address twice and its hash", () => {
  const [manager] = JSON.parse(read("renovate.json")).customManagers.filter(
    ({ managerFilePatterns, depNameTemplate }: Manager & { depNameTemplate?: string }) =>
      depNameTemplate === "WP-CLI" && managerFilePatterns[0] === "image/versions.json",
  );
  const made = manager.autoReplaceStringTemplate
    .replace("{{{newValue}}}", "v3.0.0")
    .replace("{{{replace '^v' '' newValue}}}", "3.0.0")
    .replace("{{{newDigest}}}", "a".repeat(128));
  const text = read("image/versions.json").replace(new RegExp(manager.matchStrings[0]), made);
  expect(JSON.parse(text)).toMatchObject({
    WP_CLI_URL: "https://github.com/wp-cli/wp-cli/releases/download/v3.0.0/wp-cli-3.0.0.phar",
    WP_CLI_SHA512: "a".repeat(128),
  });
});
