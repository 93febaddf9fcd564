import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Runner } from "../run/processes";
import type { Engine } from "./engine";
import { dockerBuild } from "./images/docker-build";

const DIRECTORY = join(__dirname, "services");

/** The image with MariaDB and Valkey: built once for each content of its directory. */
export class ServicesImage {
  private building: Promise<string> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly processes: Runner,
    private readonly onProgress: (text: string) => void,
  ) {}

  /** @returns its tag */
  ready(): Promise<string> {
    this.building ??= this.build();
    return this.building;
  }

  private async build(): Promise<string> {
    const hash = createHash("sha256");
    for (const file of readdirSync(DIRECTORY).sort()) hash.update(file).update(readFileSync(join(DIRECTORY, file)));
    const tag = `rehearsal-services:${hash.digest("hex").slice(0, 12)}`;
    const known = await this.engine.docker.listImages({ filters: { reference: [tag] } });
    if (known.length > 0) return tag;
    await dockerBuild(this.processes, ["--tag", tag, DIRECTORY], (line) =>
      this.onProgress(`building MariaDB and Valkey: ${line}`),
    );
    return tag;
  }
}
