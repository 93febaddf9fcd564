import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One shape of a service's model, in the words of botocore's service-2.json. */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** What one call takes. */
export interface Input {
  /** Such as RDS's CreateDBInstance, as `rds:CreateDBInstance`. */
  readonly call: string;
  readonly shape: Shape;
  readonly shapeNamed: (name: string) => Shape;
}

/** The models of all services, of botocore in a directory. */
export class ApiModels {
  private readonly models = new Map<string, Model>();

  constructor(private readonly botocore: string) {}

  /** @throws when the service, the operation or the member after its slash is not there */
  input(call: string): Input {
    const [, service = "", operation = "", path] = /^([\w-]+):(\w+)(?:\/([\w.]+))?$/.exec(call) ?? [];
    const model = this.model(service);
    const shapeNamed = (name: string): Shape => {
      const shape = model.shapes[name];
      if (shape === undefined) throw new Error(`${service} has no shape ${name}`);
      return shape;
    };
    const name = model.operations[operation]?.input?.shape;
    if (name === undefined) throw new Error(`${service} has no operation ${operation}`);
    const shape = (path?.split(".") ?? []).reduce((at: Shape, member) => {
      const inner = at.members?.[member];
      if (inner === undefined) throw new Error(`${call}: no member ${member}`);
      return unlisted(shapeNamed(inner.shape), shapeNamed);
    }, shapeNamed(name));
    return { call: `${service}:${operation}`, shape, shapeNamed };
  }

  /** @throws when the newest model of the service has no such shape */
  enumOf(service: string, shape: string): readonly string[] {
    const values = this.model(service).shapes[shape]?.enum;
    if (values === undefined) throw new Error(`${service} has no enum ${shape}`);
    return values;
  }

  /** Prefixes of the services' host names, and the names that they sign with: most service principals begin with one. */
  get prefixes(): string[] {
    const metadata = this.services().map((service) => this.read(service).metadata ?? {});
    return metadata.flatMap(({ endpointPrefix, signingName }) => [endpointPrefix, signingName]).filter(isText);
  }

  private model(service: string): Model {
    const known = this.models.get(service) ?? this.read(service);
    this.models.set(service, known);
    return known;
  }

  private services(): string[] {
    const data = join(this.botocore, "data");
    return readdirSync(data, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  }

  private read(service: string): Model & { metadata?: Readonly<Record<string, unknown>> } {
    const folder = join(this.botocore, "data", service);
    const newest = readdirSync(folder).filter((version) => existsSync(join(folder, version, "service-2.json.gz")));
    const file = join(folder, newest.sort().at(-1) ?? "", "service-2.json.gz");
    return JSON.parse(gunzipSync(readFileSync(file)).toString());
  }
}

/** What a list is of; CloudFront has lists as `{ Quantity, Items }`. */
export function unlisted(shape: Shape, shapeNamed: (name: string) => Shape): Shape {
  if (shape.type === "list" && shape.member) return shapeNamed(shape.member.shape);
  const items = shape.members?.Items;
  return items && shape.members?.Quantity ? unlisted(shapeNamed(items.shape), shapeNamed) : shape;
}

const isText = (value: unknown): value is string => typeof value === "string";
