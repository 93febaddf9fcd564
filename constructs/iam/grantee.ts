import type { PolicyStatement } from "./policy";

/** Somebody who is given rights by what they are rights to: `webRoot.grantMount(task)`. */
export interface Grantee {
  allow(...statements: PolicyStatement[]): void;
}

/** Rights as they are given, one statement for each `Sid`: the same right to something else adds to its resources. */
export class Rights implements Grantee {
  private readonly bySid = new Map<string, PolicyStatement>();

  /** @throws when a `Sid` was given for another right. */
  allow(...statements: PolicyStatement[]): void {
    for (const statement of statements) {
      const known = this.bySid.get(statement.Sid);
      this.bySid.set(statement.Sid, known === undefined ? statement : joined(known, statement));
    }
  }

  get statements(): PolicyStatement[] {
    return [...this.bySid.values()];
  }
}

function joined(one: PolicyStatement, other: PolicyStatement): PolicyStatement {
  const right = (statement: PolicyStatement) => JSON.stringify({ ...statement, Resource: undefined });
  if (right(one) !== right(other)) {
    throw new Error(`a Sid must stand for one right, got ${one.Sid} for ${right(one)} and for ${right(other)}`);
  }
  return { ...one, Resource: [...new Set([one, other].flatMap(({ Resource = [] }) => Resource))] };
}
