import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/**
 * A Terraform ephemeral resource: its values exist while Terraform runs and reach neither plan nor state.
 *
 * cdktf 0.21 has no class for the `ephemeral` block, so it is written into the stack's JSON as it stands.
 * Source: Terraform language reference, "Ephemeral resources" (Terraform 1.10 and later).
 */
export class Ephemeral extends Construct {
  private readonly address: string;

  /** @param config arguments in Terraform's own spelling; a `provider` entry names another provider configuration. */
  constructor(scope: Construct, id: string, type: string, config: Readonly<Record<string, unknown>>) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const logicalId = stack.getLogicalId(this.node);
    this.address = `ephemeral.${type}.${logicalId}`;
    stack.addOverride(this.address, config);
  }

  /** Terraform expression of one attribute, without `${}`. Only write-only arguments, providers and provisioners may use it. */
  expression(attribute: string): string {
    return `${this.address}.${attribute}`;
  }
}
