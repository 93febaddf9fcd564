import { createHash, randomBytes } from "node:crypto";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { isAllowed } from "../access";
import { Refused } from "./answers";

/** The access key of a role's tasks, made up. */
export function accessKeyOf(roleName: string): string {
  return `ASIA${createHash("sha256").update(roleName).digest("hex").slice(0, 16).toUpperCase()}`;
}

/** A role of the rehearsed account, or the person at the terminal, who may do everything. */
export type Caller = { readonly name: string; readonly arn: string } | "person";

/** Who asks, and what the policies of roles that were applied here let them do. */
export class Rights {
  /** Access key of the person at the terminal, for this run. */
  readonly personKey = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;

  constructor(private readonly inventory: () => Inventory) {}

  /** @throws {Refused} when the key is nobody's */
  caller(key: string): Caller {
    if (key === this.personKey) return "person";
    const role = this.inventory()
      .all("aws_iam_role")
      .find(({ name }) => accessKeyOf(String(name)) === key);
    if (role === undefined) throw new Refused("InvalidClientTokenId", 403, "The security token is invalid.");
    return { name: String(role.name), arn: String(role.arn) };
  }

  /** @throws {Refused} when no policy of the role allows it */
  permit(caller: Caller, action: string, resource: string, code = "AccessDenied", status = 403): void {
    if (caller === "person" || isAllowed(this.policiesOf(caller.name), { action, resource })) return;
    const session = caller.arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    throw new Refused(
      code,
      status,
      `User: ${session}/task is not authorized to perform: ${action} on resource: ${resource}`,
    );
  }

  /** Policies of a role that were applied here: its own, and customer managed ones. */
  private policiesOf(role: string): string[] {
    const inventory = this.inventory();
    const ofRole = (state: ObjectValue) => state.role === role;
    const attached = inventory.all("aws_iam_role_policy_attachment").filter(ofRole);
    const managed = attached.map(({ policy_arn: arn }) => inventory.find("aws_iam_policy", "arn", arn));
    return [...inventory.all("aws_iam_role_policy").filter(ofRole), ...managed].flatMap((one) =>
      typeof one?.policy === "string" ? [one.policy] : [],
    );
  }
}
