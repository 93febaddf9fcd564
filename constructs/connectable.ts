import type { IConstruct } from "constructs";

/** Something with a security group of its own, which others admit by reference. */
export interface Connectable extends IConstruct {
  readonly securityGroupId: string;
}
