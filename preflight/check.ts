import type { Aws } from "../cli/aws-cli";
import type { Environment } from "../environments/schema/sections";
import type { Tree } from "../terraform/tree";

/**
 * `stops`: the deploy would fail, or nobody would reach the site. `warns`: it works, and somebody will regret it.
 * `unknown`: AWS did not say, so a person must look.
 */
export type Severity = "stops" | "warns" | "unknown";

/** One thing that is not as it must be. */
export interface Finding {
  readonly severity: Severity;
  /** What is wrong: the thing, the rule, the value. */
  readonly what: string;
  /** What to run: it mends, or shows what a person needs to mend it. */
  readonly command: string;
}

/** What a check may ask; everything only reads. */
export interface World {
  readonly environment: Environment;
  readonly tree: Tree;
  /** The AWS CLI in a region. @default the environment's */
  readonly aws: (region?: string) => Aws;
  readonly dns: {
    /** Names of the name servers of a zone as the world sees them; none where there is no delegation. */
    readonly nameServers: (zone: string) => Promise<readonly string[]>;
    /** Who may issue certificates by the CAA records of a name (`issue`); none where it has no such record. */
    readonly issuers: (name: string) => Promise<readonly string[]>;
    /** IPv4 addresses of a name; none where it has none. */
    readonly addresses: (name: string) => Promise<readonly string[]>;
  };
  readonly web: (address: string) => Promise<Answer>;
  readonly now: () => Date;
}

/** What a web server answers, without following it elsewhere. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Check {
  readonly title: string;
  readonly run: (world: World) => Promise<readonly Finding[]>;
}

/** An answer of AWS, or the code of its refusal: `NoSuchEntity`, `404`. */
export type Asked<T> = { readonly answer: T } | { readonly code: string; readonly message: string };

const CODE = /\(([A-Za-z0-9._]+)\) when calling/;

/** Asks AWS, and takes a refusal for an answer. */
export async function ask<T>(aws: Aws, ...words: readonly string[]): Promise<Asked<T>> {
  try {
    return { answer: await aws<T>(...words) };
  } catch (error) {
    const { message } = error as Error;
    return { code: CODE.exec(message)?.[1] ?? "", message };
  }
}

export const unanswered = (what: string, { message }: { readonly message: string }, command: string): Finding => ({
  severity: "unknown",
  what: `${what}: ${message.replaceAll(/\s+/g, " ").trim()}`,
  command,
});
