/** One setting of the database server. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Static parameters change only with a reboot. @default "immediate" */
  readonly apply?: "immediate" | "pending-reboot";
}

/** Full Unicode, TLS for every connection, and a log of what took over a second. */
const WORDPRESS: readonly Parameter[] = [
  { name: "character_set_server", value: "utf8mb4" },
  { name: "collation_server", value: "utf8mb4_0900_ai_ci" },
  { name: "require_secure_transport", value: "ON" },
  { name: "slow_query_log", value: "1" },
  { name: "long_query_time", value: "1" },
];

/** Parameters for WordPress, with others in their place or beside them, as a parameter group takes them. */
export function wordpressParameters(overrides: readonly Parameter[] = []) {
  const overridden = new Set(overrides.map(({ name }) => name));
  return [...WORDPRESS.filter(({ name }) => !overridden.has(name)), ...overrides].map(({ name, value, apply }) => ({
    name,
    value,
    applyMethod: apply,
  }));
}
