import type { TerraformProvider } from "cdktf";

/** A hosted zone of Route 53 that a site's records lie in. */
export interface Zone {
  readonly id: string;
  /** Provider of the account that the zone is in. @default - the stack's own */
  readonly provider?: TerraformProvider;
}
