import { compareTexts, type JsonObject, objectOf } from "../json";
import type { LeftStack, StateResource } from "./left-stacks";

export interface EndingOptions {
  /** The S3 backend of a stack that is still in the app; its key gives way to the left stack's. */
  readonly backend: JsonObject;
  /** Version constraints of the app's providers, by their sources. */
  readonly versions: ReadonlyMap<string, string>;
  /** The only account that may be reached. @default - any */
  readonly account?: string;
}

const REGISTRY = /^registry\.(?:terraform\.io|opentofu\.org)\//;
const AWS = "hashicorp/aws";
/** The last segments of the region's name tell a region from an alias of another kind. */
const REGION = /^[a-z]{2,5}(-[a-z]+)+-\d+$/;

interface Provider {
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  readonly alias: string | undefined;
}

/**
 * A configuration without a resource on the state of a stack that left the app: applied, it destroys all that the state holds,
 * in the order that Terraform noted there.
 */
export function endingConfiguration({ key, state }: LeftStack, { backend, versions, account }: EndingOptions) {
  const managed = (state.resources ?? []).filter(({ mode }) => mode === "managed");
  const used = new Map(managed.map((resource) => [resource.provider, providerOf(resource)]));
  const required: Record<string, object> = {};
  const provider: Record<string, object[]> = {};
  for (const [written, { source, alias }] of [...used].sort(([one], [other]) => compareTexts(one, other))) {
    const name = source.split("/").pop() ?? source;
    const version = versions.get(source);
    required[name] = { source, ...(version !== undefined && { version }) };
    const region = source === AWS ? (regionOf(written, managed) ?? aliasRegion(alias) ?? backend.region) : undefined;
    const only = source === AWS && account !== undefined ? { allowed_account_ids: [account] } : {};
    const block = { ...(alias !== undefined && { alias }), ...(region !== undefined && { region }), ...only };
    provider[name] = [...(provider[name] ?? []), block];
  }
  return { terraform: { backend: { s3: { ...backend, key } }, required_providers: required }, provider };
}

/** `provider["registry.terraform.io/hashicorp/aws"].copies`, also within a module. */
function providerOf({ provider }: StateResource): Provider {
  const [, address = "", alias] = /provider\["([^"]+)"\](?:\.(.+))?$/.exec(provider) ?? [];
  return { source: address.replace(REGISTRY, ""), alias };
}

/** Where the resources of a provider lie, as AWS's provider notes with most of them. */
function regionOf(provider: string, resources: readonly StateResource[]): string | undefined {
  const regions = resources
    .filter((resource) => resource.provider === provider)
    .flatMap(({ instances }) => instances.map(({ attributes }) => objectOf(attributes).region));
  return regions.find((region): region is string => typeof region === "string" && region !== "");
}

function aliasRegion(alias: string | undefined): string | undefined {
  return alias !== undefined && REGION.test(alias) ? alias : undefined;
}

/** Version constraints of the providers that the stacks name, by their sources. */
export function providerVersions(stacks: readonly unknown[]): Map<string, string> {
  const all = stacks.flatMap((json) => Object.values(objectOf(objectOf(objectOf(json).terraform).required_providers)));
  const entries = all.map((one) => [objectOf(one).source, objectOf(one).version] as const);
  return new Map(entries.filter((entry): entry is [string, string] => entry.every((part) => typeof part === "string")));
}

/** The account that a stack's AWS provider admits, where it admits one. */
export function onlyAccount(stacks: readonly unknown[]): string | undefined {
  const blocks = stacks.flatMap((json) => [objectOf(objectOf(json).provider).aws].flat());
  const accounts = blocks.flatMap((block) => objectOf(block).allowed_account_ids ?? []);
  const [first] = accounts;
  return typeof first === "string" ? first : undefined;
}
