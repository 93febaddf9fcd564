import type { Resource } from "../../../terraform/block";
import { type GroupRule, isOpen, membersOf } from "../../facts/security-groups";
import {
  type Block,
  type Cell,
  cell,
  code,
  finding,
  type Inline,
  lines,
  resourceCell,
  type Section,
  table,
} from "../document";
import type { Subject } from "../subject";

export function waysIn({ waysIn: found }: Subject): Section {
  const rows = found.map(({ resource, ports, from, verdict, guards }): Cell[] => [
    resourceCell(resource),
    cell(code(ports)),
    cell(from),
    cell(finding(verdict)),
    cell(guards.join(", ") || "–"),
  ]);
  return {
    id: "ways-in",
    title: "Ways in from the internet",
    lead: "Everything that answers on the internet, or would if a route led to it. AWS’s own APIs, which IAM guards, are not listed.",
    blocks: [
      rows.length > 0
        ? table("Ways in", ["Resource", "Ports", "From", "Reached", "Guarded by"], rows)
        : { kind: "note", tone: "good", text: ["Nothing answers on the internet."] },
    ],
  };
}

export function publicEndpoints({ publicEndpoints: found }: Subject): Section {
  const rows = found.map(({ resource, name, kind }): Cell[] => [resourceCell(resource), cell(code(name)), cell(kind)]);
  return {
    id: "public-endpoints",
    title: "Public endpoints",
    lead: "Names and addresses that the stacks publish, and addresses from which they call out.",
    blocks: [
      rows.length > 0
        ? table("Public endpoints", ["Resource", "Name or address", "What it is"], rows)
        : { kind: "note", tone: "good", text: ["No public names or addresses."] },
    ],
  };
}

export function securityGroups({ tree, rules }: Subject): Section {
  const groups = tree.all("aws_security_group", "aws_default_security_group");
  const blocks: Block[] = [matrix(groups, rules)];
  const rows = rules.map((rule): Cell[] => [
    resourceCell(rule.group),
    cell(rule.direction === "in" ? "in from" : "out to"),
    peerCell(rule),
    cell(code(rule.ports)),
    cell(rule.description ?? "–"),
  ]);
  const members = groups.map((group): Cell[] => {
    const own = membersOf(tree, group);
    return [resourceCell(group), own.length > 0 ? { lines: own.map((resource) => [{ resource }]) } : cell("nothing")];
  });
  blocks.push(
    {
      kind: "folded",
      summary: `All ${rules.length} rules with their descriptions`,
      blocks: [table("Rules", ["Group", "", "Peer", "Ports", "Description"], rows)],
    },
    {
      kind: "folded",
      summary: "Who carries which group",
      blocks: [table("Members", ["Group", "Carried by"], members)],
    },
  );
  return {
    id: "security-groups",
    title: "Security groups",
    lead: "A row may send to a column on the ports in the cell. Both sides must allow it: “one side” marks what only one of them does.",
    blocks,
  };
}

/** Rows send, columns receive. Address ranges are rows and columns of their own. */
function matrix(groups: readonly Resource[], rules: readonly GroupRule[]): Block {
  const key = (peer: Resource | string): string => (typeof peer === "string" ? peer : `${peer.stack} ${peer.address}`);
  const ends = rules.map((rule) => {
    const [from, to] = rule.direction === "in" ? [rule.peer, rule.group] : [rule.group, rule.peer];
    return { rule, from: key(from), to: key(to) };
  });
  const named = new Map<string, Inline>(groups.map((group) => [key(group), { resource: group }]));
  for (const { peer } of rules) if (typeof peer === "string") named.set(peer, { code: peer });
  const senders = [...named.keys()].filter((id) => ends.some(({ from }) => from === id));
  const receivers = [...named.keys()].filter((id) => ends.some(({ to }) => to === id));
  const rows = senders.map((sender): Cell[] => {
    const cells = receivers.map((receiver): Cell => {
      const here = ends.filter(({ from, to }) => from === sender && to === receiver);
      const ports = [...new Set(here.map(({ rule }) => rule.ports))];
      if (ports.length === 0) return cell("");
      const bothGroups = sender.includes(" aws_") && receiver.includes(" aws_");
      const complete = (port: string): boolean => {
        const sides = new Set(here.filter(({ rule }) => rule.ports === port).map(({ rule }) => rule.direction));
        return !bothGroups || sides.size === 2;
      };
      return { lines: ports.map((port) => (complete(port) ? [code(port)] : [code(port), " one side"])) };
    });
    return [[named.get(sender) ?? sender], ...cells];
  });
  const columns = receivers.map((id) => {
    const group = named.get(id);
    return typeof group === "object" && "resource" in group
      ? group.resource.label.replace(/\/SecurityGroup$/, "")
      : `${id} (out)`;
  });
  return table("Who may send to whom", ["From ↓ to →", ...columns], rows);
}

function peerCell(rule: GroupRule): Cell {
  if (typeof rule.peer !== "string") return resourceCell(rule.peer);
  return isOpen(rule) ? lines([finding({ tone: "warn", text: `everywhere (${rule.peer})` })]) : cell(code(rule.peer));
}
