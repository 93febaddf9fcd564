import { fullSource, type Kind } from "../../terraform/provider-packages";
import type { ObjectValue } from "./value";

/** One stack as cdktf writes it: Terraform's JSON. */
export interface StackJson {
  readonly terraform?: {
    readonly backend?: Record<string, Record<string, unknown>>;
    readonly required_providers?: Record<string, { source: string; version?: string }>;
  };
  readonly provider?: Record<string, readonly Record<string, unknown>[]>;
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly ephemeral?: Record<string, Record<string, Record<string, unknown>>>;
  readonly locals?: Record<string, unknown>;
  readonly output?: Record<string, { sensitive?: boolean }>;
}

/** What a set of stacks asks of one provider. */
export interface Use {
  readonly source: string;
  /** Terraform's local name, usually the same in every stack. */
  readonly localName: string;
  readonly resource: Set<string>;
  readonly data: Set<string>;
  readonly ephemeral: Set<string>;
  /** The attributes that some expression reads, by type (`data.` before a data source's). */
  readonly read: Map<string, Set<string>>;
  /** The bodies of every type, with the same keys. */
  readonly written: Map<string, ObjectValue[]>;
}

const BLOCKS = ["resource", "data", "ephemeral"] as const;
const REFERENCE = /(data\.)?\b([a-z][a-z0-9]*_[a-z0-9_]+)\.[A-Za-z_][\w-]*(?:\[[^\]]*\])?\.([a-z_][a-z0-9_]*)/g;

/** The providers that the stacks use, each with its types. Terraform's own (`terraform_remote_state`) are left out. */
export function providersInUse(stacks: readonly StackJson[]): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const stack of stacks) {
    const sources = stackSources(stack);
    for (const [localName, source] of sources) useOf(uses, source, localName);
    for (const kind of BLOCKS) {
      for (const [type, blocks] of Object.entries(stack[kind] ?? {})) {
        const localName = providerOf(type, blocks);
        if (localName === "terraform") continue;
        const use = useOf(uses, sources.get(localName) ?? fullSource(localName), localName);
        use[kind].add(type);
        if (kind !== "ephemeral") noteBodies(use, readKey(kind, type), blocks);
      }
    }
    noteReads(stack, sources, uses);
  }
  return uses;
}

function stackSources(stack: StackJson): Map<string, string> {
  const required = Object.entries(stack.terraform?.required_providers ?? {});
  return new Map(required.map(([localName, { source }]) => [localName, fullSource(source)]));
}

function providerOf(type: string, blocks: Record<string, Record<string, unknown>>): string {
  const explicit = Object.values(blocks).find(({ provider }) => typeof provider === "string")?.provider;
  return (typeof explicit === "string" ? explicit.split(".")[0] : undefined) ?? type.split("_")[0] ?? type;
}

function useOf(uses: Map<string, Use>, source: string, localName: string): Use {
  const known = uses.get(source);
  if (known) return known;
  const use = {
    source,
    localName,
    resource: new Set<string>(),
    data: new Set<string>(),
    ephemeral: new Set<string>(),
    read: new Map(),
    written: new Map(),
  };
  uses.set(source, use);
  return use;
}

function noteBodies({ written }: Use, key: string, blocks: object): void {
  written.set(key, [...(written.get(key) ?? []), ...Object.values(blocks)]);
}

function noteReads(stack: StackJson, sources: ReadonlyMap<string, string>, uses: Map<string, Use>): void {
  for (const [, data = "", type = "", attribute = ""] of JSON.stringify(stack).matchAll(REFERENCE)) {
    const localName = type.split("_")[0] ?? type;
    const use = uses.get(sources.get(localName) ?? fullSource(localName));
    if (!use) continue;
    const key = `${data}${type}`;
    const read = use.read.get(key) ?? new Set<string>();
    use.read.set(key, read.add(attribute));
  }
}

/** The key under which `Use.read` keeps what is read of a type. */
export function readKey(kind: Kind, type: string): string {
  return kind === "data" ? `data.${type}` : type;
}

/** The first account number that some AWS provider of the stacks is restricted to. */
export function allowedAccount(stacks: readonly StackJson[]): string | undefined {
  const providers = stacks.flatMap(({ provider }) => provider?.aws ?? []);
  const accounts = providers.flatMap(({ allowed_account_ids: allowed }) => (Array.isArray(allowed) ? allowed : []));
  return accounts.find((account) => typeof account === "string");
}
