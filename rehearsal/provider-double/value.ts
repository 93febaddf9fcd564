import { decode, ExtData, ExtensionCodec, encode } from "@msgpack/msgpack";

class Unknown {
  private readonly known = false;

  toString(): string {
    return this.known ? "known" : "(known after apply)";
  }
}

/** A value that Terraform calls "(known after apply)". */
export const UNKNOWN = new Unknown();

/** What travels between Terraform and a provider: JSON, or not yet known. */
export type Value = null | string | number | boolean | Unknown | Uint8Array | Value[] | ObjectValue;
export interface ObjectValue {
  [attribute: string]: Value;
}

/** Terraform's extension types: 0 is unknown, 12 is unknown with something known about it (for example: not null). */
const PLAIN = 0;
const REFINED = 12;

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: PLAIN,
  encode: (value) => (value === UNKNOWN ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
extensionCodec.register({ type: REFINED, encode: () => null, decode: () => UNKNOWN });

/** Reads the msgpack that Terraform sends; nothing sent is null. */
export function decodeValue(bytes: Uint8Array | null | undefined): Value {
  if (!bytes || bytes.length === 0) return null;
  const value = decode(bytes, { extensionCodec });
  if (value instanceof ExtData) throw new Error(`msgpack extension ${value.type} is not part of Terraform's protocol`);
  return value as Value;
}

export function encodeValue(value: Value): Uint8Array {
  return encode(value, { extensionCodec });
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return (
    typeof value === "object" &&
    value !== null &&
    value !== UNKNOWN &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/** The blocks of one name, written alone or as a list. */
export function blocksOf(value: Value | undefined): ObjectValue[] {
  return (Array.isArray(value) ? value : [value ?? null]).filter(isObject);
}

/** Whether the value, or any part of it, is not yet known. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}
