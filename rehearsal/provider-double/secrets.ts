import { secretReference } from "../../aws/arn";

/** Values of Secrets Manager, in this process's memory alone, by the secret's ARN. */
export class SecretStore {
  private readonly values = new Map<string, string>();

  put(arn: string, value: string): void {
    this.values.set(arn, value);
  }

  has(arn: string): boolean {
    return this.values.has(arn);
  }

  delete(arn: string): void {
    this.values.delete(arn);
  }

  /** @throws when the secret has no value yet */
  get(arn: string): string {
    const value = this.values.get(arn);
    if (value === undefined) throw new Error(`secret ${arn} has no value: its version is not made yet`);
    return value;
  }

  /** What ECS puts into a container for `valueFrom`. @throws when the secret has no value or lacks the key */
  resolve(valueFrom: string): string {
    const { arn, jsonKey: key } = secretReference(valueFrom);
    const text = this.get(arn);
    if (key === undefined) return text;
    const value = (JSON.parse(text) as Record<string, unknown>)[key];
    if (value === undefined) throw new Error(`secret ${arn} has no key ${JSON.stringify(key)}`);
    return String(value);
  }
}
