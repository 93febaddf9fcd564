/** Stands for a value that only Terraform or AWS can know. */
export const unknown: unique symbol = Symbol("unknown");

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

/** One value or a list of them, as JSON policies and Terraform blocks allow both. */
export const listed = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
