import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Machine, State } from "../../constructs/backup/restore-test/states";
import { restoreTestMachine } from "../support/restore-test-machine";

interface Shape {
  readonly type: string;
  readonly members?: Record<string, { readonly shape: string }>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly enum?: readonly string[];
}

interface Model {
  readonly operations: Record<
    string,
    { readonly input?: { readonly shape: string }; readonly output?: { readonly shape: string } }
  >;
  readonly shapes: Record<string, Shape>;
}

const environment = join(__dirname, "../../.venv/lib");
const python = readdirSync(environment).find((name) => name.startsWith("python3")) ?? "";
const models = join(environment, python, "site-packages/botocore/data");

function modelOf(service: string): Model {
  const newest = readdirSync(join(models, service)).sort().at(-1) ?? "";
  const packed = readFileSync(join(models, service, newest, "service-2.json.gz"));
  return JSON.parse(gunzipSync(packed).toString()) as Model;
}

/**
 * A member as Step Functions writes it: in PascalCase, from the name that the AWS SDK for Java gives it, in which of several capitals
 * only the last stays: `DBInstanceIdentifier` is `DbInstanceIdentifier`.
 */
function written(member: string): string {
  const lower = member.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (capitals) => capitals.toLowerCase());
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

const isExpression = (value: unknown): boolean => typeof value === "string" && value.startsWith("{%");

/** What the model does not know of a value, by path. */
function strange(value: unknown, name: string, model: Model, path: string): string[] {
  const shape = model.shapes[name];
  if (shape === undefined || isExpression(value)) return [];
  if (shape.type === "list") {
    return (value as unknown[]).flatMap((one) => strange(one, shape.member?.shape ?? "", model, path));
  }
  if (shape.type !== "structure") {
    return shape.enum === undefined || shape.enum.includes(String(value)) ? [] : [`${path}: ${value}`];
  }
  const known = new Map(Object.entries(shape.members ?? {}).map(([member, { shape: of }]) => [written(member), of]));
  const given = value as Record<string, unknown>;
  const missing = (shape.required ?? []).filter((member) => !(written(member) in given));
  return [
    ...missing.map((member) => `${path}.${written(member)} is missing`),
    ...Object.entries(given).flatMap(([key, one]) => {
      const of = known.get(key);
      return of === undefined ? [`${path}.${key} is unknown`] : strange(one, of, model, `${path}.${key}`);
    }),
  ];
}

/** Members of the answer that expressions name and the model does not know. */
function strangeAnswers(state: State, output: string, model: Model, path: string): string[] {
  const named = JSON.stringify(state.Assign ?? {}).matchAll(/\$states\.result((?:\.[A-Z]\w+|\[\d+\])+)/g);
  return [...named].flatMap(([, chain = ""]) => {
    let name = output;
    for (const [, key = ""] of chain.matchAll(/\.(\w+)/g)) {
      let shape = model.shapes[name];
      if (shape?.type === "list") shape = model.shapes[shape.member?.shape ?? ""];
      const found = Object.entries(shape?.members ?? {}).find(([member]) => written(member) === key);
      if (found === undefined) return [`${path}: ${chain} is unknown`];
      name = found[1].shape;
    }
    return [];
  });
}

function tasks(states: Machine["States"]): [string, State][] {
  return Object.entries(states).flatMap(([name, state]) => {
    if (state.Type === "Map") return tasks((state.ItemProcessor as Machine).States);
    return state.Type === "Task" ? [[name, state] as [string, State]] : [];
  });
}

test.each(["RDS", "Aurora"] as const)(
  "the machine that checks a restore (%s) calls what AWS has, by the names that Step Functions knows",
  (kind) => {
    const all = tasks(restoreTestMachine(kind).States);
    expect(all.length).toBeGreaterThan(15);
    const problems = all.flatMap(([name, state]) => {
      const [, service = "", called = ""] = /:::(?:aws-sdk:)?(\w+):(\w+)/.exec(String(state.Resource)) ?? [];
      const model = modelOf(service);
      const operation = model.operations[called.charAt(0).toUpperCase() + called.slice(1)];
      if (operation === undefined) return [`${name}: ${service} has no ${called}`];
      return [
        ...strange(state.Arguments, operation.input?.shape ?? "", model, name),
        ...strangeAnswers(state, operation.output?.shape ?? "", model, name),
      ];
    });
    expect(problems).toEqual([]);
  },
);
