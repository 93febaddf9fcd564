/** Attributes in the schemas of ephemeral resources. */
export const optionalOf = (type: "string" | "bool" | "number") => ({ type, optional: true });
export const EPHEMERAL = { type: "string", computed: true } as const;
export const EPHEMERAL_SECRET = { type: "string", computed: true, sensitive: true } as const;
