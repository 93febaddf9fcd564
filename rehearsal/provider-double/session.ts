import { readData } from "./data-sources";
import type { Effect } from "./effect";
import type { ImageStore } from "./image-store";
import { inventState } from "./invent";
import type { Inventory } from "./inventory";
import { EPHEMERAL_RESOURCES, knownType } from "./known-types";
import type { Place } from "./place";
import { plan } from "./plan";
import { type Asked, type Refusal, refusalOf } from "./refusal";
import type { Block } from "./schema";
import type { SecretStore } from "./secrets";
import { isObject, type ObjectValue, UNKNOWN, type Value } from "./value";

/** The schemas that one provider double answers with. */
export interface Schemas {
  readonly provider: Block;
  readonly resource: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
  readonly ephemeral: ReadonlyMap<string, Block>;
}

/** What all connections to the doubles share, as they would share AWS. */
export interface Account {
  readonly secrets: SecretStore;
  readonly inventory: Inventory;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly images: ImageStore;
  /** Number of the account, for providers that name none. */
  id: string;
  /** Whether what protects from deletion is switched off, as before a destroy on AWS. */
  protectionLifted: boolean;
  /** What counts up, by type and name. */
  readonly counts: Map<string, number>;
  /** How many resources were made: two with the same configuration still get different ids. */
  made: number;
}

export interface ApplyInput {
  readonly type: string;
  readonly prior: Value;
  readonly planned: Value;
  readonly config: Value;
}

const DEFAULT_REGION = "us-east-1";

/** One configured provider: Terraform opens a connection of its own for each, aliases included. */
export class ProviderSession {
  private provider: ObjectValue = {};

  constructor(
    private readonly schemas: Schemas,
    private readonly account: Account,
  ) {}

  configure(config: Value): void {
    this.provider = isObject(config) ? config : {};
  }

  get place(): Place {
    const { region, allowed_account_ids: accounts } = this.provider;
    const account = Array.isArray(accounts) ? accounts[0] : undefined;
    return {
      account: typeof account === "string" ? account : this.account.id,
      region: typeof region === "string" ? region : DEFAULT_REGION,
    };
  }

  plan(type: string, prior: Value, proposed: Value, config: Value) {
    return plan({ type, block: this.block(type), prior, proposed, config, defaultTags: this.defaultTags() });
  }

  async apply({ type, prior, planned, config }: ApplyInput): Promise<Value> {
    const effect = this.account.effects.get(type);
    const place = this.place;
    if (!isObject(planned)) {
      if (!isObject(prior)) return null;
      this.refuse("delete", { type, state: prior, prior });
      await effect?.delete?.({ type, config: {}, state: prior, provider: this.provider, ...place });
      this.account.inventory.delete(type, prior);
      if (knownType(type).heldWhenDeleted?.(prior)) this.account.inventory.hold(type, prior);
      return null;
    }
    const given = isObject(config) ? config : {};
    const creates = !isObject(prior);
    const state = this.invent(type, planned, creates);
    const change = { type, config: given, state, provider: this.provider, ...place };
    this.refuse(creates ? "create" : "update", { type, state, prior: creates ? undefined : prior });
    knownType(type).keeps?.(creates ? change : { ...change, prior }, this.account.secrets);
    const made = creates ? await effect?.create?.(change) : await effect?.update?.({ ...change, prior });
    const result = { ...state, ...made };
    this.account.inventory.put(type, result);
    return result;
  }

  /** What AWS says of the resource now. */
  refresh(type: string, state: Value): Value {
    return isObject(state) ? (knownType(type).returned?.(state, this.account.inventory) ?? state) : state;
  }

  async readData(type: string, config: Value): Promise<Value> {
    const block = this.schemas.data.get(type);
    if (!block) throw new Error(`data source ${type} is not in the schema`);
    const given = isObject(config) ? config : {};
    const read = await this.account.effects.get(type)?.read?.(given);
    return read ? { ...given, ...read } : readData(type, block, given, this.place, this.account.images);
  }

  openEphemeral(type: string, config: Value): Value {
    return { ...this.inventEphemeral(type, config), ...this.account.effects.get(type)?.open?.() };
  }

  private inventEphemeral(type: string, config: Value): ObjectValue {
    const given = isObject(config) ? config : {};
    const known = EPHEMERAL_RESOURCES[type];
    if (known) {
      const region = given.region ?? this.place.region;
      return { ...given, region, ...known.open(given, this.place, this.account.secrets) };
    }
    throw new Error(`the double of the provider does not know the ephemeral resource ${type}`);
  }

  /** @throws with AWS's words, when AWS would refuse the change */
  private refuse(on: Refusal["on"], change: Pick<Asked, "type" | "state" | "prior">): void {
    const { refuses } = knownType(change.type);
    if (refuses === undefined || typeof refuses === "string") return;
    const { inventory, images, protectionLifted } = this.account;
    const refused = refusalOf(refuses, on, { ...change, ...this.place, inventory, images }, protectionLifted);
    if (refused !== undefined) throw new Error(refused);
  }

  private block(type: string): Block {
    const block = this.schemas.resource.get(type);
    if (!block) throw new Error(`resource ${type} is not in the schema`);
    return block;
  }

  private defaultTags(): ObjectValue {
    const [block] = Array.isArray(this.provider.default_tags) ? this.provider.default_tags : [];
    return isObject(block) && isObject(block.tags) ? block.tags : {};
  }

  private invent(type: string, planned: ObjectValue, creates: boolean): ObjectValue {
    const known = this.withCount(type, planned, creates);
    const seed = creates
      ? `${JSON.stringify(known)} ${this.account.made++}`
      : String(planned.id ?? JSON.stringify(known));
    return inventState(type, this.block(type), known, this.place, seed);
  }

  /** Revisions of a task definition and versions of a launch template count up. */
  private withCount(type: string, planned: ObjectValue, creates: boolean): ObjectValue {
    const { counted } = knownType(type);
    if (!counted || (counted.by === "create") !== creates) return planned;
    if (!creates && planned[counted.attribute] !== UNKNOWN) return planned;
    const key = `${type} ${planned[counted.per]}`;
    const count = (this.account.counts.get(key) ?? (creates ? 0 : 1)) + 1;
    this.account.counts.set(key, count);
    return { ...planned, [counted.attribute]: count };
  }
}
