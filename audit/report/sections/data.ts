import type { Finding } from "../../facts/finding";
import { protection } from "../../facts/protection";
import { type Cell, cell, code, finding, lines, resourceCell, type Section, table } from "../document";
import type { Subject } from "../subject";

export function encryption({ encryption: found }: Subject): Section {
  const shown = (value: Finding | undefined): Cell => cell(value ? finding(value) : "–");
  const rows = found.map(({ resource, atRest, inTransit }): Cell[] => [
    resourceCell(resource),
    shown(atRest),
    shown(inTransit),
  ]);
  return section("encryption", "Encryption", "At rest and on the way, for each resource that stores or passes data.", [
    table("Encryption", ["Resource", "At rest", "In transit"], rows),
  ]);
}

export function backups({ tree, backups: answers }: Subject): Section {
  const found = new Map(answers.map((answer) => [answer.resource, answer.found]));
  const rows = tree.managed.flatMap((resource): Cell[][] => {
    const how = found.get(resource);
    const kept = protection(resource);
    if (!how && !kept) return [];
    return [[resourceCell(resource), cell(how ? finding(how) : "–"), cell(kept ? finding(kept) : "–")]];
  });
  return section("backups", "Backups and retention", "How data can be brought back, and what stops its deletion.", [
    table("Backups", ["Resource", "Can be brought back", "Protected from deletion by"], rows),
  ]);
}

export function secrets({ secrets: found }: Subject): Section {
  const rows = found.map(({ secret, description, value, containers, roles }): Cell[] => [
    resourceCell(secret),
    cell(description || "–"),
    cell(finding(value)),
    containers.length > 0 ? lines(containers) : cell("–"),
    roles.length > 0 ? lines(roles) : cell("nobody"),
  ]);
  return section("secrets", "Secrets", "Where secret values come from, and who can read them.", [
    table("Secrets", ["Secret", "What it is", "Value", "Injected into", "Roles that may read it"], rows),
  ]);
}

export function logs({ logGroups, accessLogs }: Subject): Section {
  const groups = logGroups.map(({ group, name, retention, writers }): Cell[] => [
    resourceCell(group),
    cell(code(name)),
    cell(finding(retention ? { tone: "good", text: `${retention} days` } : { tone: "warn", text: "for ever" })),
    writers.length > 0 ? { lines: writers.map((resource) => [{ resource }]) } : cell("–"),
  ]);
  const access = accessLogs.map(({ resource, found }): Cell[] => [resourceCell(resource), cell(finding(found))]);
  return section("logs", "Logs and their retention", "What is written down, where, and for how long.", [
    table("Log groups", ["Log group", "Name", "Kept", "Written by"], groups),
    table("What resources log", ["Resource", "Logs"], access),
  ]);
}

function section(id: string, title: string, lead: string, tables: readonly ReturnType<typeof table>[]): Section {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  const none = { kind: "note", tone: "plain", text: ["The stacks have nothing of the kind."] } as const;
  return { id, title, lead, blocks: filled.length > 0 ? filled : [none] };
}
