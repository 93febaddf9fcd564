import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeLocalTags } from "../../../rehearsal/effects/images/local-tags";

/** Docker with these tags; those in use are refused as Docker does. */
function engine(tags: readonly string[], inUse: readonly string[] = []) {
  const removed: string[] = [];
  const docker = {
    listImages: async () => [{ RepoTags: [...tags, "debian:trixie-slim"] }, { RepoTags: undefined }],
    getImage: (tag: string) => ({
      remove: async (options: { noprune: boolean }) => {
        if (inUse.includes(tag)) throw Object.assign(new Error("conflict"), { statusCode: 409 });
        removed.push(`${tag} ${options.noprune}`);
      },
    }),
  };
  return { docker: docker as unknown as Parameters<typeof removeLocalTags>[0], removed };
}

function registry(port?: string): string {
  const directory = mkdtempSync(join(tmpdir(), "registry-"));
  if (port !== undefined) writeFileSync(join(directory, "port"), port);
  return directory;
}

const OWN = ["127.0.0.1:41000/site:1", "127.0.0.1:41000/site:2"];

test("the tags of the project's registry go, the layers and what is others' stay", async () => {
  const { docker, removed } = engine([...OWN, "127.0.0.1:41001/other:1"]);
  expect(await removeLocalTags(docker, registry("41000"))).toBe(2);
  expect(removed).toEqual(OWN.map((tag) => `${tag} true`));
});

test("an image in use is left, and where no registry ran nothing is asked", async () => {
  const { docker, removed } = engine(OWN, OWN.slice(0, 1));
  expect(await removeLocalTags(docker, registry("41000"))).toBe(1);
  expect(await removeLocalTags(docker, registry())).toBe(0);
  expect(await removeLocalTags(docker, registry("no port"))).toBe(0);
  expect(removed).toHaveLength(1);
});
