import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { Construct } from "constructs";
import { type Parameter, type ParameterKind, wordpressParameters } from "./parameters";

export interface ParameterGroupProps {
  readonly kind: ParameterKind;
  /** Start of the group's name. */
  readonly namePrefix: string;
  /** Family of the engine's version, such as `mysql8.4`. */
  readonly family: string;
  /** In place of WordPress's own, or beside them. */
  readonly overrides: readonly Parameter[];
}

/** Server settings for WordPress, of one instance or of a whole cluster. */
export class ParameterGroup extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { kind, namePrefix, family, overrides }: ParameterGroupProps) {
    super(scope, id);
    const Group = kind === "cluster" ? RdsClusterParameterGroup : DbParameterGroup;
    const group = new Group(this, "Resource", {
      namePrefix: `${namePrefix}-`,
      family,
      description: "MySQL settings for WordPress",
      parameter: wordpressParameters(kind, overrides),
      lifecycle: { createBeforeDestroy: true },
    });
    this.name = group.name;
  }
}
