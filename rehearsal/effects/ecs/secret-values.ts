import { secretReference } from "../../../aws/arn";
import type { Inventory } from "../../provider-double/inventory";
import type { SecretStore } from "../../provider-double/secrets";
import type { LocalNotes } from "../local-notes";

const MADE_UP = "made-up";

/** What containers get for their secrets here. */
export class SecretValues {
  constructor(
    private readonly secrets: Pick<SecretStore, "has" | "resolve">,
    private readonly inventory: () => Pick<Inventory, "find">,
    private readonly notes: Pick<LocalNotes, "add">,
  ) {}

  /**
   * A secret that nobody here can know has a made-up value: one from elsewhere, and one that a person fills on AWS, which
   * a container asks for as a whole.
   *
   * @throws when Terraform should have made the value and has not.
   */
  resolve(valueFrom: string): string {
    const { arn } = secretReference(valueFrom);
    if (this.secrets.has(arn)) return this.secrets.resolve(valueFrom);
    const isMadeHere = this.inventory().find("aws_secretsmanager_secret", "arn", arn) !== undefined;
    if (isMadeHere && valueFrom !== arn) return this.secrets.resolve(valueFrom);
    const name = arn.split(":").at(-1);
    this.notes.add(
      isMadeHere
        ? `secret ${name}: has no value, so containers get a made-up one; on AWS no task starts before it is filled`
        : `secret ${name}: is not made by these stacks, so containers get a made-up value`,
    );
    return MADE_UP;
  }
}
