import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Failure } from "../../cli/outcome";
import { type JsonObject, objectOf } from "../json";
import type { RemoteState } from "./terraform";

/** A state by what matters of it: where it comes from, how often it has changed since, and what it holds. */
class Snapshot {
  readonly lineage: unknown;
  readonly serial: number;
  private readonly held: unknown;

  constructor(readonly text: string) {
    const { lineage, serial, outputs, resources } = objectOf(JSON.parse(text));
    this.lineage = lineage;
    this.serial = Number(serial);
    const all = Array.isArray(resources) ? (resources as JsonObject[]) : [];
    this.held = {
      outputs,
      resources: all.map(({ module, mode, type, name, instances }) => ({
        address: [module, mode, type, name],
        instances: (instances as JsonObject[]).map(({ index_key, attributes }) => ({ index_key, attributes })),
      })),
    };
  }

  /** A state that Terraform writes to an empty place gets a new serial and lineage, so what it holds counts. */
  holds(other: Snapshot): boolean {
    return isDeepStrictEqual(this.held, other.held);
  }

  /** @throws {Failure} when the two are of different origins */
  isNewerThan(other: Snapshot): boolean {
    if (this.lineage === other.lineage) return this.serial > other.serial;
    throw new Failure(
      `the file and the bucket hold different states of different origins (lineage ${this.lineage} and ${other.lineage}): compare them, and move away the one that is wrong`,
    );
  }
}

function inFile(file: string): Snapshot | undefined {
  return existsSync(file) ? new Snapshot(readFileSync(file, "utf8")) : undefined;
}

function inBucket(remote: RemoteState): Snapshot | undefined {
  const text = remote.read();
  return text === undefined ? undefined : new Snapshot(text);
}

/**
 * Brings a state from its file into the bucket. The file is only renamed, and only when the bucket holds the same or newer.
 * @returns what was done
 * @throws {Failure} when neither has a state, or both have different ones of different origins
 */
export function toBucket(file: string, remote: RemoteState): string {
  const [local, there] = [inFile(file), inBucket(remote)];
  if (local === undefined) {
    if (there === undefined) throw new Failure(`there is no ${file}, and the bucket has no state either`);
    return "the state is in the bucket already";
  }
  if (there === undefined || (!there.holds(local) && local.isNewerThan(there))) {
    remote.write(file);
    if (!inBucket(remote)?.holds(local))
      throw new Failure(`the bucket does not hold what was written to it; ${file} is as it was`);
  }
  const kept = `${file}.${local.serial}.backup`;
  renameSync(file, kept);
  return `the state is in the bucket; its file is kept as ${kept}`;
}

/**
 * Brings a state from the bucket back into its file. The bucket keeps its copy.
 * @returns what was done
 * @throws {Failure} when neither has a state, or both have different ones of different origins
 */
export function toFile(file: string, remote: RemoteState): string {
  const [local, there] = [inFile(file), inBucket(remote)];
  if (there === undefined) {
    if (local === undefined) throw new Failure(`the bucket has no state, and there is no ${file} either`);
    return `the state is in ${file} already`;
  }
  if (local !== undefined && (local.holds(there) || !there.isNewerThan(local)))
    return `the state is in ${file} already`;
  const whole = `${file}.new`;
  writeFileSync(whole, `${there.text}\n`);
  renameSync(whole, file);
  return `the state is in ${file}; the bucket keeps its copy`;
}
