import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { installedPackages, type Kind, type ProviderPackage } from "../../terraform/provider-packages";
import { allowedAccount, providersInUse, readKey, type StackJson, type Use } from "./configuration";
import type { Effect } from "./effect";
import type { ImageStore } from "./image-store";
import type { Inventory } from "./inventory";
import { EPHEMERAL_RESOURCES } from "./known-types";
import { packageSchema } from "./package-schema";
import type { Block } from "./schema";
import type { SecretStore } from "./secrets";
import { ProviderServer } from "./server";
import type { Account, Schemas } from "./session";

export interface DoublesOptions {
  /** Where `node_modules/@cdktf` with the provider packages lies, unless `serve` is told another place. */
  readonly projectDirectory: string;
  /** Holds the unix sockets; its path must be short (Linux allows 107 bytes for a socket's whole path). */
  readonly socketDirectory: string;
  readonly inventory: Inventory;
  readonly secrets: SecretStore;
  readonly images: ImageStore;
  /** @default none: every value is invented */
  readonly effects?: readonly Effect[];
  /** Short names of providers that stay real. @default none */
  readonly real?: readonly string[];
}

/** AWS's own documentation uses this account number. */
const EXAMPLE_ACCOUNT = "123456789012";

/** Doubles of all providers that some stacks use. */
export class Doubles {
  private readonly account: Account;
  private readonly servers = new Map<string, ProviderServer>();
  private packages = new Map<string, ProviderPackage>();
  private readonly schemas = new Map<string, Schemas>();

  constructor(private readonly options: DoublesOptions) {
    const effects = new Map((options.effects ?? []).map((effect) => [effect.type, effect]));
    this.account = {
      secrets: options.secrets,
      inventory: options.inventory,
      effects,
      images: options.images,
      id: EXAMPLE_ACCOUNT,
      counts: new Map(),
      protectionLifted: false,
      made: 0,
    };
  }

  /**
   * Listens for every provider in use; may be called again with stacks that use more.
   * @param projectDirectory where `node_modules/@cdktf` with the provider packages lies
   * @throws when a provider or a type has no typings installed
   */
  async serve(stacks: readonly StackJson[], projectDirectory = this.options.projectDirectory): Promise<void> {
    this.packages = new Map(installedPackages(projectDirectory).map((one) => [one.source, one]));
    this.refuseUnknownReal(stacks);
    mkdirSync(this.options.socketDirectory, { recursive: true, mode: 0o700 });
    this.account.id = allowedAccount(stacks) ?? this.account.id;
    for (const [source, use] of providersInUse(stacks)) {
      if (this.options.real?.includes(shortName(source))) continue;
      this.schemas.set(source, this.derive(use));
      if (this.servers.has(source)) continue;
      const path = join(this.options.socketDirectory, `${shortName(source)}.sock`);
      this.servers.set(source, await ProviderServer.listen(path, () => this.schemasOf(source), this.account));
    }
  }

  /** `name version` of each provider that is a double. */
  get names(): string[] {
    return [...this.servers.keys()].map((source) =>
      `${shortSource(source)} ${this.packages.get(source)?.version ?? ""}`.trim(),
    );
  }

  /** The environment that makes Terraform and OpenTofu use the doubles. */
  get environment(): Record<string, string> {
    const reattach = Object.fromEntries(
      [...this.servers].flatMap(([source, server]) => addresses(source).map((address) => [address, server.reattach])),
    );
    return { TF_REATTACH_PROVIDERS: JSON.stringify(reattach) };
  }

  /** Switches off, or on again, what protects from deletion: on AWS a person does so before data may go. */
  liftProtection(lifted: boolean): void {
    this.account.protectionLifted = lifted;
  }

  async close(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.close()));
    this.servers.clear();
  }

  private refuseUnknownReal(stacks: readonly StackJson[]): void {
    const used = [...providersInUse(stacks).keys()].map(shortName);
    const unknown = (this.options.real ?? []).filter((name) => !used.includes(name));
    if (unknown.length > 0)
      throw new Error(`no stack uses a provider ${unknown.join(", ")}; in use: ${used.join(", ")}`);
  }

  private schemasOf(source: string): Schemas {
    const schemas = this.schemas.get(source);
    if (!schemas) throw new Error(`no schema was derived for ${source}`);
    return schemas;
  }

  private derive(use: Use): Schemas {
    const from = this.packages.get(use.source);
    if (!from) {
      const known = [...this.packages.keys()].map(shortSource).join(", ") || "none";
      throw new Error(
        `no typings for the provider ${shortSource(use.source)} are installed, so it has no double (installed: ${known})`,
      );
    }
    const previous = this.schemas.get(use.source);
    const blocks = (kind: Kind, types: ReadonlySet<string>, before?: ReadonlyMap<string, Block>) =>
      new Map([
        ...(before ?? []),
        ...[...types].map((type) => {
          const key = readKey(kind, type);
          return [
            type,
            packageSchema(from, kind, type, { read: use.read.get(key), written: use.written.get(key) }),
          ] as const;
        }),
      ]);
    return {
      provider: previous?.provider ?? packageSchema(from, "provider", use.localName),
      resource: blocks("resource", use.resource, previous?.resource),
      data: blocks("data", use.data, previous?.data),
      ephemeral: new Map([
        ...(previous?.ephemeral ?? []),
        ...[...use.ephemeral].map((type) => [type, ephemeralSchema(type)] as const),
      ]),
    };
  }
}

function ephemeralSchema(type: string): Block {
  const schema = EPHEMERAL_RESOURCES[type]?.schema;
  if (schema) return schema;
  throw new Error(
    `the ephemeral resource ${type} has no double (known: ${Object.keys(EPHEMERAL_RESOURCES).join(", ")})`,
  );
}

/** A provider has an address for each registry: OpenTofu takes `hashicorp/aws` for one of its registry. */
function addresses(source: string): string[] {
  return [source, source.replace(/^registry\.terraform\.io\//, "registry.opentofu.org/")];
}

/** `docker` of `registry.terraform.io/kreuzwerker/docker`. */
function shortName(source: string): string {
  return source.split("/").pop() ?? source;
}

function shortSource(source: string): string {
  return source.replace("registry.terraform.io/", "");
}
