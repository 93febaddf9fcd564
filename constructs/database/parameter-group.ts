import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { Construct } from "constructs";

export interface ParameterGroupProps {
  /** Start of the group's name. */
  readonly namePrefix: string;
  /** Major version of MySQL, such as `8.4`. */
  readonly majorVersion: string;
}

/** Server settings for WordPress: full Unicode, TLS for every connection, and a log of what took over a second. */
export class ParameterGroup extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { namePrefix, majorVersion }: ParameterGroupProps) {
    super(scope, id);
    const group = new DbParameterGroup(this, "Resource", {
      namePrefix: `${namePrefix}-`,
      family: `mysql${majorVersion}`,
      description: "MySQL settings for WordPress",
      parameter: [
        { name: "character_set_server", value: "utf8mb4" },
        { name: "collation_server", value: "utf8mb4_0900_ai_ci" },
        { name: "require_secure_transport", value: "ON" },
        { name: "slow_query_log", value: "1" },
        { name: "long_query_time", value: "1" },
      ],
      lifecycle: { createBeforeDestroy: true },
    });
    this.name = group.name;
  }
}
