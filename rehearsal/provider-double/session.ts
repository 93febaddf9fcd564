import { readData } from "./data-sources";
import type { Effect } from "./effect";
import { ecrLogin, randomPassword } from "./ephemeral";
import { inventState, type Place } from "./invent";
import type { Inventory } from "./inventory";
import { plan } from "./plan";
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
  /** Number of the account, for providers that name none. */
  id: string;
  /** Task definition revisions by family. */
  readonly revisions: Map<string, number>;
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
      await effect?.delete?.({ type, config: {}, state: prior, provider: this.provider, ...place });
      this.account.inventory.delete(type, prior);
      return null;
    }
    const given = isObject(config) ? config : {};
    const creates = !isObject(prior);
    const state = this.invent(type, planned, creates);
    const change = { type, config: given, state, provider: this.provider, ...place };
    this.rememberSecret(type, given, state);
    const made = creates ? await effect?.create?.(change) : await effect?.update?.({ ...change, prior });
    const result = { ...state, ...made };
    this.account.inventory.put(type, result);
    return result;
  }

  readData(type: string, config: Value): Value {
    const block = this.schemas.data.get(type);
    if (!block) throw new Error(`data source ${type} is not in the schema`);
    return readData(type, block, isObject(config) ? config : {}, this.place);
  }

  openEphemeral(type: string, config: Value): Value {
    return { ...this.inventEphemeral(type, config), ...this.account.effects.get(type)?.open?.() };
  }

  private inventEphemeral(type: string, config: Value): ObjectValue {
    const given = isObject(config) ? config : {};
    const { account, region } = this.place;
    const result: ObjectValue = { ...given, region: given.region ?? region };
    if (type === "aws_secretsmanager_random_password") return { ...result, random_password: randomPassword(given) };
    if (type === "aws_ecr_authorization_token") return { ...result, ...ecrLogin(account, region) };
    if (type === "aws_secretsmanager_secret_version") {
      const arn = String(given.secret_id);
      const stages = { version_id: "AWSCURRENT", version_stage: "AWSCURRENT", version_stages: ["AWSCURRENT"] };
      return {
        ...result,
        ...stages,
        arn,
        created_date: new Date().toISOString(),
        secret_string: this.account.secrets.get(arn),
      };
    }
    throw new Error(`the double of the provider does not know the ephemeral resource ${type}`);
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
    const known = type === "aws_ecs_task_definition" && creates ? this.withRevision(planned) : planned;
    const seed = creates
      ? `${JSON.stringify(known)} ${this.account.made++}`
      : String(planned.id ?? JSON.stringify(known));
    return inventState(type, this.block(type), this.afterUpdate(type, known, creates), this.place, seed);
  }

  /** A launch template counts its versions, as a task definition does its revisions. */
  private afterUpdate(type: string, planned: ObjectValue, creates: boolean): ObjectValue {
    if (type !== "aws_launch_template" || creates || planned.latest_version !== UNKNOWN) return planned;
    const key = `aws_launch_template ${planned.id}`;
    const version = (this.account.revisions.get(key) ?? 1) + 1;
    this.account.revisions.set(key, version);
    return { ...planned, latest_version: version };
  }

  private withRevision(planned: ObjectValue): ObjectValue {
    const family = String(planned.family);
    const revision = (this.account.revisions.get(family) ?? 0) + 1;
    this.account.revisions.set(family, revision);
    return { ...planned, revision };
  }

  private rememberSecret(type: string, config: ObjectValue, state: ObjectValue): void {
    if (type !== "aws_secretsmanager_secret_version") return;
    const value = config.secret_string_wo ?? config.secret_string;
    if (typeof value === "string") this.account.secrets.put(String(state.secret_id), value);
  }
}
