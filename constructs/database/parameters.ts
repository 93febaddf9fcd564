/** One setting of the database server. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Static parameters change only with a reboot. @default - at once */
  readonly apply?: "immediate" | "pending-reboot";
}

/** What the parameters are of: one instance, or an Aurora cluster. */
export type ParameterKind = "instance" | "cluster";

/**
 * Full Unicode, TLS for every connection, and a log of what took over a second. RDS keeps booleans of instances as 1 and 0, those
 * of clusters as they are written: written otherwise, each plan would change them again.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45394
 */
const wordpress = (kind: ParameterKind): Parameter[] => [
  { name: "character_set_server", value: "utf8mb4" },
  { name: "collation_server", value: "utf8mb4_0900_ai_ci" },
  { name: "require_secure_transport", value: kind === "cluster" ? "ON" : "1" },
  { name: "slow_query_log", value: "1" },
  { name: "long_query_time", value: "1" },
];

/** Parameters for WordPress, with others in their place or beside them, as a parameter group takes them. */
export function wordpressParameters(kind: ParameterKind, overrides: readonly Parameter[]) {
  const overridden = new Set(overrides.map(({ name }) => name));
  return [...wordpress(kind).filter(({ name }) => !overridden.has(name)), ...overrides].map(
    ({ name, value, apply }) => ({
      name,
      value,
      applyMethod: apply,
    }),
  );
}
