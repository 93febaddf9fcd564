import { ImageStore } from "../../../../rehearsal/provider-double/image-store";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";
import { knownType } from "../../../../rehearsal/provider-double/known-types";
import type { Block } from "../../../../rehearsal/provider-double/schema";
import { SecretStore } from "../../../../rehearsal/provider-double/secrets";
import { type Account, ProviderSession } from "../../../../rehearsal/provider-double/session";
import type { ObjectValue, Value } from "../../../../rehearsal/provider-double/value";

/** Types of services that have no regions. */
const GLOBAL = /^aws_(?:iam|cloudfront|route53|budgets)_/;

/** A schema with what is given and what the double knows; deriving the real one takes a while. */
function blockOf(type: string, config: ObjectValue): Block {
  const given = Object.keys(config).map((name) => [name, { type: "dynamic", optional: true }] as const);
  const made = [
    "id",
    "arn",
    "name",
    ...(GLOBAL.test(type) ? [] : ["region"]),
    ...Object.keys(knownType(type).computed ?? {}),
  ].map((name) => [name, { type: "string", optional: true, computed: true }] as const);
  return { attributes: Object.fromEntries([...given, ...made]), blocks: {} };
}

/** An account of AWS as the doubles are one, in which a test makes, changes and deletes resources as Terraform would. */
export class TestAccount {
  readonly inventory = new Inventory();
  readonly account: Account = {
    secrets: new SecretStore(),
    inventory: this.inventory,
    effects: new Map(),
    images: new ImageStore("no images"),
    id: "111122223333",
    protectionLifted: false,
    counts: new Map(),
    made: 0,
  };
  private readonly session: ProviderSession;
  private block: Block = { attributes: {}, blocks: {} };

  constructor(region = "eu-west-1") {
    const resource = { get: () => this.block } as unknown as ReadonlyMap<string, Block>;
    const none = new Map<string, Block>();
    this.session = new ProviderSession(
      { provider: { attributes: {}, blocks: {} }, resource, data: none, ephemeral: none },
      this.account,
    );
    this.session.configure({ region });
  }

  /** @returns the state @throws what AWS says against it */
  create(type: string, config: ObjectValue): Promise<ObjectValue> {
    return this.apply(type, null, config);
  }

  update(type: string, prior: ObjectValue, change: ObjectValue): Promise<ObjectValue> {
    return this.apply(type, prior, { ...prior, ...change });
  }

  async delete(type: string, prior: ObjectValue): Promise<void> {
    await this.session.apply({ type, prior, planned: null, config: null });
  }

  refresh(type: string, state: ObjectValue): ObjectValue {
    return this.session.refresh(type, state) as ObjectValue;
  }

  private async apply(type: string, prior: Value, config: ObjectValue): Promise<ObjectValue> {
    this.block = blockOf(type, config);
    const { attributes } = this.block;
    const proposed = { ...Object.fromEntries(Object.keys(attributes).map((name) => [name, null])), ...config };
    const { state } = this.session.plan(type, prior, proposed, proposed);
    return (await this.session.apply({ type, prior, planned: state, config: proposed })) as ObjectValue;
  }
}
