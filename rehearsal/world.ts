import { Inventory } from "./provider-double/inventory";
import { SecretStore } from "./provider-double/secrets";
import { Processes } from "./run/processes";

/** What a rehearsal knows and runs: made first, and handed to the doubles and to what runs for real on this machine. */
export class World {
  readonly inventory = new Inventory();
  readonly secrets = new SecretStore();
  readonly processes = new Processes();
  /** Where moto answers, which keeps the objects of S3; empty before it runs. */
  objectStore = "";
  /** Where Terraform runs, stack by stack, since the last synth: relative paths in a configuration start there. */
  stackDirectories: readonly string[] = [];
}
