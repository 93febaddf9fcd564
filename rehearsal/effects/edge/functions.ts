import { createHash, createHmac } from "node:crypto";
import { parse, stringify } from "node:querystring";
import { createContext, Script } from "node:vm";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { text } from "./policies";

/** A header, cookie or part of a query in an event; `multiValue` where there are several of one name. */
export interface EventValue {
  readonly value: string;
  readonly attributes?: string;
  readonly multiValue?: readonly { readonly value: string; readonly attributes?: string }[];
}
export type EventValues = Readonly<Record<string, EventValue>>;

export interface EventRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: EventValues;
  readonly headers: EventValues;
  readonly cookies: EventValues;
}

export interface EventResponse {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: EventValues;
  readonly cookies?: EventValues;
  readonly body?: string | { readonly encoding: "text" | "base64"; readonly data: string };
}

/** What a function of CloudFront is called with (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html). */
export interface FunctionEvent {
  readonly version: "1.0";
  readonly context: {
    readonly distributionDomainName: string;
    readonly distributionId: string;
    readonly eventType: string;
    readonly requestId: string;
  };
  readonly viewer: { readonly ip: string };
  readonly request: EventRequest;
  readonly response?: EventResponse;
}

/** A function that threw, or gave back what CloudFront does not take. */
export class FunctionFailure extends Error {}

/** Milliseconds of an event's code until it is given up: CloudFront's own bound is far lower, and not one of time. */
const PATIENCE = 1000;

/** Bytes of code that CloudFront takes ("Quotas on CloudFront Functions"). */
const LARGEST_CODE = 10 * 1024;

/** Headers that no function may set, and those that a function sees and may not change ("Restrictions on CloudFront Functions"). */
const DISALLOWED =
  /^(connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
const READ_ONLY = {
  request: ["content-length", "host", "transfer-encoding", "via"],
  response: ["content-encoding", "content-length", "transfer-encoding", "warning", "via"],
};

/** Statements that load what CloudFront's runtime brings along. */
const IMPORT = /^\s*import\s+(?:\*\s+as\s+)?(\w+)\s+from\s+["']([\w:]+)["'];?/gm;

/**
 * `aws_cloudfront_function`: its own code, in a context of V8 without network, files or clock of ours. It is the project's own code, so the
 * context keeps slips in and not attackers.
 */
export class EdgeFunctions {
  private readonly compiled = new Map<string, Script>();

  constructor(
    private readonly inventory: () => Inventory,
    private readonly onLog: (text: string) => void,
    /** Milliseconds. */
    private readonly patience = PATIENCE,
  ) {}

  /**
   * @returns the request that goes on, or the response that takes its place
   * @throws {FunctionFailure}
   */
  async onRequest(arn: string, event: FunctionEvent): Promise<{ request: EventRequest } | { response: EventResponse }> {
    const result = await this.run(arn, event);
    if (typeof result.statusCode === "number") return { response: result as unknown as EventResponse };
    if (typeof result.uri !== "string") throw new FunctionFailure("it gave back no request and no response");
    const request = { ...event.request, ...result, method: event.request.method } as EventRequest;
    check(event.request.headers, request.headers, READ_ONLY.request);
    return { request };
  }

  /** @throws {FunctionFailure} */
  async onResponse(arn: string, event: FunctionEvent & { response: EventResponse }): Promise<EventResponse> {
    const result = await this.run(arn, event);
    if (typeof result.statusCode !== "number") throw new FunctionFailure("it gave back no response");
    const response = result as unknown as EventResponse;
    check(event.response.headers ?? {}, response.headers ?? {}, READ_ONLY.response);
    return response;
  }

  private async run(arn: string, event: FunctionEvent): Promise<Record<string, unknown>> {
    const state = this.inventory().find("aws_cloudfront_function", "arn", arn);
    if (state === undefined) throw new FunctionFailure(`${arn} was not applied here`);
    try {
      const context = createContext(this.globals(state), { codeGeneration: { strings: false, wasm: false } });
      this.script(state).runInContext(context, { timeout: this.patience });
      const call = new Script(`handler(JSON.parse(${JSON.stringify(JSON.stringify(event))}))`);
      const result: unknown = await within(call.runInContext(context, { timeout: this.patience }), this.patience);
      if (typeof result !== "object" || result === null) throw new FunctionFailure("it gave back no object");
      return JSON.parse(JSON.stringify(result));
    } catch (error) {
      const reason = error instanceof Error || isError(error) ? error.message : String(error);
      this.onLog(`CloudFront function ${state.name}: ${reason}`);
      throw new FunctionFailure(reason);
    }
  }

  private script(state: ObjectValue): Script {
    const code = String(state.code);
    if (Buffer.byteLength(code) > LARGEST_CODE) throw new FunctionFailure("FunctionSizeLimitExceeded: more than 10 KB");
    const known = this.compiled.get(code);
    if (known !== undefined) return known;
    const runnable = code.replace(IMPORT, (_, name, module) => `const ${name} = require(${JSON.stringify(module)});`);
    const script = new Script(runnable, { filename: String(state.name) });
    this.compiled.set(code, script);
    return script;
  }

  private globals(state: ObjectValue): Record<string, unknown> {
    const log = (...words: unknown[]) =>
      this.onLog(`CloudFront function ${state.name}: ${words.map(String).join(" ")}`);
    const [store] = Array.isArray(state.key_value_store_associations) ? state.key_value_store_associations : [];
    const modules: Readonly<Record<string, unknown>> = {
      crypto: { createHash, createHmac },
      querystring: { parse, stringify },
      buffer: { Buffer },
      cloudfront: { kvs: (id?: string) => this.keyValueStore(id ?? text(store)) },
    };
    return {
      console: { log, error: log },
      Buffer,
      atob,
      btoa,
      require: (name: string) => {
        const found = modules[name];
        if (found === undefined) throw new Error(`CloudFront has no module ${name}`);
        return found;
      },
    };
  }

  /** `aws_cloudfrontkeyvaluestore_key`s of a store, by its ARN or id. */
  private keyValueStore(id: string | undefined) {
    const of = (key: string) =>
      this.inventory()
        .all("aws_cloudfrontkeyvaluestore_key")
        .find((one) => one.key === key && String(one.key_value_store_arn).endsWith(id ?? ""));
    return {
      exists: async (key: string) => of(key) !== undefined,
      get: async (key: string, { format = "string" }: { format?: "string" | "json" | "bytes" } = {}) => {
        const value = text(of(key)?.value);
        if (value === undefined) throw new Error(`KeyNotFound: ${key}`);
        if (format === "json") return JSON.parse(value);
        return format === "bytes" ? Buffer.from(value) : value;
      },
    };
  }
}

/** What code in another context threw is no `Error` of this one. */
function isError(value: unknown): value is { readonly message: string } {
  return typeof value === "object" && value !== null && typeof (value as { message?: unknown }).message === "string";
}

async function within(result: unknown, patience: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${patience} ms`)), patience);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

function check(before: EventValues, after: EventValues | undefined, readOnly: readonly string[]): void {
  for (const [name, { value }] of Object.entries(after ?? {})) {
    const lower = name.toLowerCase();
    if (before[lower]?.value === value) continue;
    if (DISALLOWED.test(lower)) throw new FunctionFailure(`it may not set the header ${name}`);
    if (readOnly.includes(lower)) throw new FunctionFailure(`it may not change the header ${name}`);
  }
}
