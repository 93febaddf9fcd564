import { Resolver } from "node:dns/promises";
import { Failure } from "../cli/outcome";
import type { Answer, World } from "./check";

/** Milliseconds that a name server or a web server has. */
const PATIENCE = 10_000;
/** What says that a name or its records are not there. */
const NONE = new Set(["ENOTFOUND", "ENODATA", "ESERVFAIL"]);

async function orNone(answer: Promise<string[]>): Promise<readonly string[]> {
  try {
    return await answer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (NONE.has(code ?? "")) return [];
    throw new Failure(`DNS does not answer: ${message}`);
  }
}

/** DNS as this machine's resolver has it. @throws {Failure} where that does not answer */
export function publicDns(): World["dns"] {
  const resolver = new Resolver({ timeout: PATIENCE, tries: 2 });
  return {
    nameServers: (zone) => orNone(resolver.resolveNs(zone)),
    issuers: (name) => orNone(resolver.resolveCaa(name).then((records) => records.flatMap(({ issue }) => issue ?? []))),
    addresses: (name) => orNone(resolver.resolve4(name)),
  };
}

/** @throws when the server does not answer */
export async function get(address: string): Promise<Answer> {
  try {
    const answer = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    const headers: Record<string, string> = {};
    answer.headers.forEach((value, name) => {
      headers[name] = value;
    });
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? undefined,
      headers,
      text: await answer.text(),
    };
  } catch (error) {
    const { cause, message } = error as Error;
    throw new Error(cause instanceof Error ? cause.message : message);
  }
}
