import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { MARIADB } from "./database";
import { docker, OWNED_LABEL, tryDocker } from "./docker";
import { servicesImage, wordpressImage } from "./images";

declare module "vitest" {
  interface ProvidedContext {
    /** Name of the container with the run's database server, which may still be starting. */
    sharedDatabase: string;
  }
}

/** Builds the images and starts the run's database server, beside the first tests. */
export default function setUp(project: TestProject): () => Promise<void> {
  const name = `woe-shared-mariadb-${randomBytes(4).toString("hex")}`;
  project.provide("sharedDatabase", name);
  const ready = start(name).catch((error) => console.error(String(error)));
  return async () => {
    await ready;
    await tryDocker(["rm", "--force", "--volumes", name]);
  };
}

async function start(name: string): Promise<void> {
  await docker(["run", "--detach", "--name", name, "--label", OWNED_LABEL, await servicesImage(), ...MARIADB]);
  await wordpressImage();
}
